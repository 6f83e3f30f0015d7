//! Marks to SVG and PNG through plotters.

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::font;
use super::scene::{Anchor, HEIGHT, Ink, Label, Mark, Scene, WIDTH};

/// The PNG is drawn this many times as large and averaged, for edges as even
/// as those of the SVG.
const FINE: u32 = 3;

/// plotters divides the size of a font by this before it writes it to an SVG.
const SVG_SIZE: f64 = 1.24;
/// How far below the given place plotters puts the baseline in an SVG.
const SVG_DROP: f64 = 0.76;

/// The scene as SVG with a title for screen readers.
pub(super) fn svg(scene: &Scene, title: &str, text: &str) -> String {
    let mut document = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut document, (WIDTH as u32, HEIGHT as u32));
        // A string takes everything; there is no error to hand on.
        let _ = draw_marks(&mut backend, scene, 1.0, draw_text_svg);
        let _ = backend.present();
    }
    let heading = format!(
        " role=\"img\" aria-label=\"{}\">\n<title>{}</title>\n<desc>{}</desc>",
        escape(title),
        escape(title),
        escape(text)
    );
    document.replacen('>', &heading, 1)
}

/// The scene as PNG.
pub(super) fn png(scene: &Scene) -> Result<Vec<u8>, String> {
    font::ready()?;
    let (width, height) = (WIDTH as u32 * FINE, HEIGHT as u32 * FINE);
    let mut pixels = vec![255; (width * height * 3) as usize];
    {
        let mut backend = BitMapBackend::with_buffer(&mut pixels, (width, height));
        draw_marks(&mut backend, scene, f64::from(FINE), draw_text_png)?;
        backend.present().map_err(|error| error.to_string())?;
    }
    encode(&average(&pixels, width as usize))
}

fn draw_marks<B: DrawingBackend>(
    backend: &mut B,
    scene: &Scene,
    scale: f64,
    text: impl Fn(&mut B, &Label) -> Result<(), String>,
) -> Result<(), String> {
    let place = |(x, y): (f64, f64)| ((x * scale).round() as i32, (y * scale).round() as i32);
    for mark in &scene.marks {
        let drawn = match mark {
            Mark::Path { points, width, ink } => {
                let style = shape(*ink, (width * scale).round().max(1.0) as u32);
                backend.draw_path(points.iter().map(|point| place(*point)), &style)
            }
            Mark::Fill { bounds, ink } => backend.draw_rect(
                place((bounds.left, bounds.top)),
                place((bounds.right, bounds.bottom)),
                &shape(*ink, 1),
                true,
            ),
            Mark::Dot {
                centre,
                radius,
                ink,
            } => {
                let radius = (radius * scale).round().max(1.0) as u32;
                backend.draw_circle(place(*centre), radius, &shape(*ink, 1), true)
            }
            Mark::Text(label) => {
                text(backend, label)?;
                Ok(())
            }
        };
        drawn.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A text left to the reader's fonts.
fn draw_text_svg(backend: &mut SVGBackend, label: &Label) -> Result<(), String> {
    let x_axis = match label.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let weight = if label.bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    let family = FontFamily::Name(font::FAMILY);
    let ink = colour(label.ink);
    let style = TextStyle::from(FontDesc::new(family, label.size * SVG_SIZE, weight))
        .color(&ink)
        .pos(Pos::new(x_axis, VPos::Top));
    let top = label.y - SVG_DROP * label.size;
    backend
        .draw_text(
            &label.words,
            &style,
            (label.x.round() as i32, top.round() as i32),
        )
        .map_err(|error| error.to_string())
}

/// A text set letter by letter.
fn draw_text_png(backend: &mut BitMapBackend, label: &Label) -> Result<(), String> {
    let scale = f64::from(FINE);
    let origin = (label.bounds().left * scale, label.y.round() * scale);
    let ink = colour(label.ink);
    let mut drawn = Ok(());
    font::pixels(
        &label.words,
        label.size * scale,
        label.bold,
        origin,
        |x, y, cover| {
            if drawn.is_ok() {
                let shade = ink.mix(f64::from(cover)).to_backend_color();
                drawn = backend.draw_pixel((x, y), shade);
            }
        },
    );
    drawn.map_err(|error| error.to_string())
}

fn colour(ink: Ink) -> RGBColor {
    RGBColor(ink.0, ink.1, ink.2)
}

fn shape(ink: Ink, width: u32) -> ShapeStyle {
    colour(ink).filled().stroke_width(width)
}

/// Each pixel is the mean of the `FINE` by `FINE` pixels that were drawn for it.
fn average(pixels: &[u8], width: usize) -> Vec<u8> {
    let fine = FINE as usize;
    let count = (fine * fine) as u16;
    let mut small = Vec::with_capacity(pixels.len() / (fine * fine));
    // Down the columns first, in memory order, and without checks of a sum that cannot
    // overflow: a chart has millions of pixels.
    let mut sums = vec![0_u16; width * 3];
    for lines in pixels.chunks_exact(width * 3 * fine) {
        sums.fill(0);
        for line in lines.chunks_exact(width * 3) {
            for (sum, value) in sums.iter_mut().zip(line) {
                *sum = sum.wrapping_add(u16::from(*value));
            }
        }
        for block in sums.chunks_exact(3 * fine) {
            for part in 0..3 {
                let sum: u16 = block[part..].iter().step_by(3).sum();
                small.push(((sum + count / 2) / count) as u8);
            }
        }
    }
    small
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer
        .write_image_data(pixels)
        .map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
