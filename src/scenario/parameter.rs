//! Parameters: numbers that know their range, how well they are known, and from
//! what source.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde_json::json;

use super::fault::{Faults, Place};
use super::figure::{Figure, Grade};
use super::record::{Read, key, open, word, words_shape};
use super::shape::Shape;
use super::tree::{Node, split_address};

/// What values a parameter may take.
pub trait Bounds: 'static {
    /// In words.
    const WORDS: &'static str;
    /// Whether a finite number is within.
    fn holds(number: f64) -> bool;
    /// As JSON Schema.
    fn schema() -> serde_json::Value;
}

/// From 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share;

/// 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtLeastZero;

/// More than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AboveZero;

/// Any finite number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Real;

impl Bounds for Share {
    const WORDS: &'static str = "a share from 0 to 1";

    fn holds(number: f64) -> bool {
        (0.0..=1.0).contains(&number)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

impl Bounds for AtLeastZero {
    const WORDS: &'static str = "a number of at least 0";

    fn holds(number: f64) -> bool {
        number >= 0.0
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "minimum": 0 })
    }
}

impl Bounds for AboveZero {
    const WORDS: &'static str = "a number above 0";

    fn holds(number: f64) -> bool {
        number > 0.0
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "exclusiveMinimum": 0 })
    }
}

impl Bounds for Real {
    const WORDS: &'static str = "a number";

    fn holds(_number: f64) -> bool {
        true
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number" })
    }
}

/// A parameter within bounds. It reads like its [`Figure`].
pub struct Parameter<B> {
    figure: Figure,
    bounds: PhantomData<fn() -> B>,
}

impl<B> Parameter<B> {
    /// A certain value that no file gave, as a declared default.
    #[must_use]
    pub fn assumed(value: f64) -> Self {
        let figure = Figure {
            value,
            low: None,
            high: None,
            grade: Grade::assumed,
            source: None,
            note: None,
            address: Arc::from(""),
            place: Place::default(),
        };
        Self {
            figure,
            bounds: PhantomData,
        }
    }
}

// Written out because a derive would ask the same of the bounds.
impl<B> Clone for Parameter<B> {
    fn clone(&self) -> Self {
        Self {
            figure: self.figure.clone(),
            bounds: PhantomData,
        }
    }
}

impl<B> PartialEq for Parameter<B> {
    fn eq(&self, other: &Self) -> bool {
        self.figure == other.figure
    }
}

impl<B> std::fmt::Debug for Parameter<B> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.figure.fmt(formatter)
    }
}

impl<B> Deref for Parameter<B> {
    type Target = Figure;

    fn deref(&self) -> &Figure {
        &self.figure
    }
}

/// A number within bounds; used for the value and both ends of the range.
struct Number<B>(f64, PhantomData<B>);

impl<B: Bounds> Read for Number<B> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let number = node.number().filter(|number| B::holds(*number));
        if number.is_none() {
            let fault = faults.unfit(node, B::WORDS);
            if let Some(cure) = cure::<B>(node) {
                fault.cure(cure);
            }
        }
        number.map(|number| Self(number, PhantomData))
    }

    fn shape() -> Shape {
        Shape::leaf(B::WORDS, B::schema())
    }
}

/// What a number in quotes, with a unit or in percent should be.
fn cure<B: Bounds>(node: &Node) -> Option<String> {
    if let Some(number) = node.number() {
        let share = of_percent(number);
        let is_percent = number > 1.0 && number <= 100.0 && !B::holds(number) && B::holds(share);
        return is_percent.then(|| format!("{number} % is written {share}"));
    }
    let text = node.text()?.trim();
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    let number: f64 = digits.parse().ok()?;
    if unit.trim() == "%" {
        let share = of_percent(number);
        return B::holds(share).then(|| format!("{number} % is written {share}"));
    }
    let what = unit_of(&node.address);
    B::holds(number).then(|| format!("{what}, without quotes and unit: {number}"))
}

/// A percentage as a share, without the dust of the division.
fn of_percent(number: f64) -> f64 {
    (number * 1e7).round() / 1e9
}

/// What the number at an address counts, from the ending of its key.
fn unit_of(address: &str) -> &'static str {
    let parts = split_address(address);
    let keys = parts.iter().rev().map(String::as_str);
    let key = keys.into_iter().find(|key| !KEYS.contains(key));
    match key.and_then(|key| key.rsplit('_').next()) {
        Some("days") => "days",
        Some("wd") => "working days",
        Some("hours") => "hours",
        Some("years") => "years",
        Some("share") => "a share",
        Some(_) | None => "the number",
    }
}

impl<B: Bounds> Read for Parameter<B> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let mut parameter = if node.table().is_some() {
            read_table(node, faults)?
        } else {
            Self::assumed(Number::<B>::read(node, faults)?.0)
        };
        parameter.figure.address = Arc::clone(&node.address);
        parameter.figure.place = node.place;
        Some(parameter)
    }

    fn shape() -> Shape {
        Shape::Parameter {
            words: B::WORDS,
            bounds: B::schema(),
        }
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Figure)) {
        each(&self.figure);
    }

    fn visit_mut(&mut self, each: &mut dyn FnMut(&mut Figure)) {
        each(&mut self.figure);
    }

    fn stand_at(&mut self, address: &str, place: Place) {
        self.figure.address = Arc::from(address);
        self.figure.place = place;
    }
}

impl Read for Grade {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let words = Self::ALL.map(Self::as_str);
        word(node, &words, faults).and_then(|index| Self::ALL.get(index).copied())
    }

    fn shape() -> Shape {
        words_shape(&Self::ALL.map(|grade| (grade.as_str(), "")))
    }
}

/// The keys of a parameter that is a table.
pub const KEYS: &[&str] = &["value", "low", "high", "grade", "source", "note"];

fn read_table<B: Bounds>(node: &Node, faults: &mut Faults) -> Option<Parameter<B>> {
    let table = open(node, KEYS, faults)?;
    let value = key::<Number<B>>((node, table), KEYS, "value", None, faults);
    let low = key::<Option<Number<B>>>((node, table), KEYS, "low", Some(None), faults);
    let high = key::<Option<Number<B>>>((node, table), KEYS, "high", Some(None), faults);
    let grade = key::<Grade>((node, table), KEYS, "grade", Some(Grade::assumed), faults);
    let source = key::<Option<String>>((node, table), KEYS, "source", Some(None), faults);
    let reason = key::<Option<String>>((node, table), KEYS, "note", Some(None), faults);
    let (value, low, high) = (
        value?.0,
        low?.map(|number| number.0),
        high?.map(|number| number.0),
    );
    let (grade, source, reason) = (grade?, source?, reason?);
    check_range(node, value, low, high, faults)?;
    if grade != Grade::assumed
        && source
            .as_ref()
            .is_none_or(|source| source.trim().is_empty())
    {
        let place = table.get("grade").map_or(node.place, |inner| inner.place);
        faults
            .error(
                place,
                format!("grade \"{grade}\" without a source"),
                "a `source`, which every measured or analogue number needs",
            )
            .at(&node.address)
            .cure("name the source, or write grade = \"assumed\"");
        return None;
    }
    let mut parameter = Parameter::assumed(value);
    let figure = &mut parameter.figure;
    (
        figure.low,
        figure.high,
        figure.grade,
        figure.source,
        figure.note,
    ) = (low, high, grade, source, reason);
    Some(parameter)
}

fn check_range(
    node: &Node,
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    faults: &mut Faults,
) -> Option<()> {
    let place = |name: &str| node.get(name).map_or(node.place, |inner| inner.place);
    match (low, high) {
        (None, None) => Some(()),
        (Some(low), Some(high)) if low <= value && value <= high => Some(()),
        (Some(low), Some(high)) => {
            let found = format!("the value {value} is outside its range {low} to {high}");
            faults
                .error(place("value"), found, "low <= value <= high")
                .at(&node.address);
            None
        }
        (Some(_), None) => {
            faults
                .error(place("low"), "`low` without `high`", "both or neither")
                .at(&node.address);
            None
        }
        (None, Some(_)) => {
            faults
                .error(place("high"), "`high` without `low`", "both or neither")
                .at(&node.address);
            None
        }
    }
}
