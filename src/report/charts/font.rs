//! The font of the charts: how wide its words are, and its letters as pixels.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use crate::report::text::charts::FONT_UNREADABLE;

/// Fonts named in the SVG. Those after the first have nearly the same widths,
/// so that labels placed by the first stay clear of each other.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, Geneva, sans-serif";

struct Faces {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

fn face(bold: bool) -> Option<&'static FontRef<'static>> {
    static FACES: OnceLock<Option<Faces>> = OnceLock::new();
    let faces = FACES.get_or_init(|| {
        Some(Faces {
            regular: FontRef::try_from_slice(dejavu::sans::regular()).ok()?,
            bold: FontRef::try_from_slice(dejavu::sans::bold()).ok()?,
        })
    });
    let faces = faces.as_ref()?;
    Some(if bold { &faces.bold } else { &faces.regular })
}

/// Says why letters cannot be drawn, where they cannot.
pub(super) fn ready() -> Result<(), String> {
    match face(false) {
        Some(_) => Ok(()),
        None => Err(FONT_UNREADABLE.to_owned()),
    }
}

/// Letters of a size: the font's own scale counts its height instead.
fn scale(font: &FontRef, size: f64) -> PxScale {
    let em = font.units_per_em().unwrap_or(2048.0);
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

/// Width of a text. Without the font, a width that few texts exceed.
pub(super) fn width(words: &str, size: f64, bold: bool) -> f64 {
    let Some(font) = face(bold) else {
        return words.chars().count() as f64 * size * 0.68;
    };
    f64::from(walk_letters(font, words, size, |_, _| {}))
}

/// Width of the widest text.
pub(super) fn widest<S: AsRef<str>>(
    texts: impl IntoIterator<Item = S>,
    size: f64,
    bold: bool,
) -> f64 {
    let widths = texts
        .into_iter()
        .map(|text| width(text.as_ref(), size, bold));
    super::axis::greatest(widths)
}

/// Walks along the letters and gives the width in the end.
fn walk_letters(
    font: &FontRef<'static>,
    words: &str,
    size: f64,
    mut each: impl FnMut(ab_glyph::GlyphId, f32),
) -> f32 {
    let scaled = font.as_scaled(scale(font, size));
    let mut pen = 0.0;
    let mut before = None;
    for letter in words.chars() {
        let glyph = scaled.glyph_id(letter);
        if let Some(before) = before {
            pen += scaled.kern(before, glyph);
        }
        each(glyph, pen);
        pen += scaled.h_advance(glyph);
        before = Some(glyph);
    }
    pen
}

/// The pixels a text covers, each with how much of it, its baseline beginning
/// at the given place.
pub(super) fn pixels(
    words: &str,
    size: f64,
    bold: bool,
    origin: (f64, f64),
    mut each: impl FnMut(i32, i32, f32),
) {
    let Some(font) = face(bold) else { return };
    walk_letters(font, words, size, |id, pen| {
        let place = point(origin.0 as f32 + pen, origin.1 as f32);
        let glyph = id.with_scale_and_position(scale(font, size), place);
        if let Some(outline) = font.outline_glyph(glyph) {
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, cover| {
                each(
                    corner.x as i32 + x as i32,
                    corner.y as i32 + y as i32,
                    cover,
                );
            });
        }
    });
}

/// The text, or as many of its words as fit followed by an ellipsis. Only a first
/// word that is itself too long is cut within.
pub(super) fn fit(words: &str, size: f64, bold: bool, room: f64) -> String {
    if width(words, size, bold) <= room {
        return words.to_owned();
    }
    let mut rest = words;
    while let Some((shorter, _)) = rest.rsplit_once(' ') {
        rest = shorter.trim_end_matches([' ', ',', ':', ';', '+']);
        let text = format!("{rest} \u{2026}");
        if width(&text, size, bold) <= room {
            return text;
        }
    }
    cut(rest, size, bold, room)
}

/// As many letters as fit followed by an ellipsis.
fn cut(words: &str, size: f64, bold: bool, room: f64) -> String {
    let mut letters: Vec<char> = words.chars().collect();
    while letters.pop().is_some() {
        let mut text: String = letters.iter().collect();
        text = text.trim_end_matches([' ', ',', '+']).to_owned();
        text.push('\u{2026}');
        if width(&text, size, bold) <= room {
            return text;
        }
    }
    String::new()
}

/// The text in lines no wider than the room; the last line takes what is left
/// when there are `most` of them.
pub(super) fn wrap(words: &str, size: f64, bold: bool, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words.split(' ') {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        let last = lines.len() + 1 >= most;
        if line.is_empty() || last || width(&longer, size, bold) <= room {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    lines.push(line);
    lines
        .into_iter()
        .map(|line| fit(&line, size, bold, room))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_loses_whole_words() {
        let words = "Security assessment of data leaving: 57 working days";
        let room = width("Security assessment of data leaving: 57 wor", 15.0, false);
        let shown = fit(words, 15.0, false, room);
        assert_eq!(shown, "Security assessment of data leaving: 57 \u{2026}");
        assert_eq!(fit(words, 15.0, false, 1e6), words);
        let cut = fit("Antidisestablishmentarianism", 15.0, false, 100.0);
        assert!(cut.starts_with("Anti") && cut.ends_with('\u{2026}'));
    }
}
