//! Tests over the public parts of the program.

mod report;
