//! Other forms of the model, for the structure table.

use super::super::record::record;
use super::Label;

record! {
    /// The scenario under another assumption of form. Each is a row of the structure table:
    /// the reforms are run under it and ordered again. It is never part of the draws.
    /// In an address, `*` for a part stands for every id or key there, and a part may end in
    /// `*`; such an address changes what the scenario states and adds nothing.
    pub struct Form {
        /// Display name by language ("en", "zh").
        pub label: Option<Label>,
        /// Keys that get another value, each as `address=value`. The value has no range: it
        /// is the same in every draw.
        pub set: Vec<String>,
        /// Parameters that are multiplied with their ranges, each as `address=factor`.
        pub scale: Vec<String>,
        /// Keys that are left out, by address.
        pub remove: Vec<String>,
    }
}
