//! Titles, notes and labels of the charts.
