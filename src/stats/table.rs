//! A table is declared once: its rows, the names of its columns and what they mean.

use serde::Serialize;

/// A column of a table: name and meaning, for the data dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// A table as the data dictionary describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableInfo {
    /// File name without `.csv`.
    pub name: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Its columns before the statistic.
    pub columns: &'static [Column],
    /// Whether rows end with the statistic.
    pub statistic: bool,
    /// Whether it is written only where it has rows.
    pub optional: bool,
}

/// A row of a table.
pub trait TableRow: Serialize {
    /// The table.
    const TABLE: TableInfo;
}

/// What is done with each table of a study.
pub trait TableVisitor {
    /// Why it is not done.
    type Error;

    /// Takes one table.
    ///
    /// # Errors
    ///
    /// Those of the visitor.
    fn table<R: TableRow>(&mut self, rows: &[R]) -> Result<(), Self::Error>;
}

/// Declares a table: the documentation of the struct is the meaning of the table, that of
/// a field the meaning of its column, and the order of fields is that of columns.
///
/// `with statistic` closes each row with the statistic. A table that is `optional` is
/// written only where it has rows.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        pub struct $row:ident as $name:literal {
            $( $(#[doc = $doc:literal])+ $column:ident : $kind:ty, )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct $row {
            $( $(#[doc = $doc])+ pub $column: $kind, )*
        }

        $crate::stats::table::table! {
            @row $row, $name, [$($about)+], false, false, $([$column $($doc)+])*
        }
    };
    (
        $(#[doc = $about:literal])+
        pub struct $row:ident as optional $name:literal {
            $( $(#[doc = $doc:literal])+ $column:ident : $kind:ty, )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct $row {
            $( $(#[doc = $doc])+ pub $column: $kind, )*
        }

        $crate::stats::table::table! {
            @row $row, $name, [$($about)+], false, true, $([$column $($doc)+])*
        }
    };
    (
        $(#[doc = $about:literal])+
        pub struct $row:ident as $name:literal, with statistic {
            $( $(#[doc = $doc:literal])+ $column:ident : $kind:ty, )*
        }
    ) => {
        $crate::stats::table::table! {
            @statistic $row, $name, [$($about)+], false, $( [$($doc)+] $column : $kind, )*
        }
    };
    (
        $(#[doc = $about:literal])+
        pub struct $row:ident as optional $name:literal, with statistic {
            $( $(#[doc = $doc:literal])+ $column:ident : $kind:ty, )*
        }
    ) => {
        $crate::stats::table::table! {
            @statistic $row, $name, [$($about)+], true, $( [$($doc)+] $column : $kind, )*
        }
    };
    (
        @statistic $row:ident, $name:literal, [$($about:literal)+], $optional:literal,
        $( [$($doc:literal)+] $column:ident : $kind:ty, )*
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct $row {
            $( $(#[doc = $doc])+ pub $column: $kind, )*
            /// The statistic.
            pub statistic: $crate::stats::tables::Statistic,
        }

        $crate::stats::table::table! {
            @row $row, $name, [$($about)+], true, $optional, $([$column $($doc)+])*
        }
    };
    (
        @row $row:ident, $name:literal, [$($about:literal)+], $statistic:literal,
        $optional:literal, $([$column:ident $($doc:literal)+])*
    ) => {
        impl $crate::stats::table::TableRow for $row {
            const TABLE: $crate::stats::table::TableInfo = $crate::stats::table::TableInfo {
                name: $name,
                meaning: concat!($($about),+).trim_ascii(),
                columns: &[$( $crate::stats::table::Column {
                    name: stringify!($column),
                    meaning: concat!($($doc),+).trim_ascii(),
                } ),*],
                statistic: $statistic,
                optional: $optional,
            };
        }
    };
}
pub(crate) use table;

/// Declares all tables of a study in the order of writing, with their dictionary.
macro_rules! study_tables {
    (
        $(#[doc = $about:literal])+
        pub struct $tables:ident { $( $name:ident : $row:ident, )* }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
        pub struct $tables {
            $( #[doc = concat!("Rows of [`", stringify!($row), "`].")] pub $name: Vec<$row>, )*
        }

        /// The data dictionary.
        pub const DICTIONARY: &[$crate::stats::table::TableInfo] =
            &[$( <$row as $crate::stats::table::TableRow>::TABLE ),*];

        impl $tables {
            /// Shows every table to a visitor, in the order of writing.
            ///
            /// # Errors
            ///
            /// The first of the visitor.
            pub fn visit<V: $crate::stats::table::TableVisitor>(
                &self,
                visitor: &mut V,
            ) -> Result<(), V::Error> {
                $( visitor.table(&self.$name)?; )*
                Ok(())
            }
        }
    };
}
pub(crate) use study_tables;
