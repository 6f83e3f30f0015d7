//! Text of a user in Markdown: shown literally, never as markup.

/// Text within a line. Line breaks and other control characters become spaces; code
/// between single backticks stays code.
pub(super) fn inline(text: &str) -> String {
    let text: String = text.chars().map(visible).collect();
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find('`') {
        escape(&rest[..start], &mut out);
        rest = &rest[start..];
        let length = if let Some(length) = code(rest) {
            out.push_str(&rest[..length]);
            length
        } else {
            let run = rest.len() - rest.trim_start_matches('`').len();
            out.push_str(&"\\`".repeat(run));
            run
        };
        rest = &rest[length..];
    }
    escape(rest, &mut out);
    out
}

/// Text at the beginning of a line, where more characters are markup.
pub(super) fn line(text: &str) -> String {
    let text = inline(text.trim_start());
    let digits = text.len()
        - text
            .trim_start_matches(|letter: char| letter.is_ascii_digit())
            .len();
    let after = text[digits..].chars().next();
    match after {
        Some('#' | '>' | '+' | '-' | '=') if digits == 0 => format!("\\{text}"),
        Some('.' | ')') if digits > 0 && text[digits + 1..].starts_with(' ') => {
            format!("{}\\{}", &text[..digits], &text[digits..])
        }
        Some(_) | None => text,
    }
}

/// Text in a cell of a table: there `|` ends even code.
pub(super) fn cell(text: &str) -> String {
    inline(&text.replace('`', "'"))
}

/// An address or another short text as code.
pub(super) fn code_span(text: &str) -> String {
    let text: String = text.chars().map(visible).collect();
    if text.contains('`') {
        // A longer fence than any run in the text, with room for one at its ends.
        let longest = text.split(|letter| letter != '`').map(str::len).max();
        let fence = "`".repeat(longest.unwrap_or(0) + 1);
        format!("{fence} {text} {fence}")
    } else {
        format!("`{text}`")
    }
}

/// Lines as a block of code: each is indented.
pub(super) fn code_block(text: &str) -> String {
    let mut block = String::new();
    for line in text.split(|letter: char| letter != '\t' && letter.is_control()) {
        block.push_str("    ");
        block.push_str(line);
        block.push('\n');
    }
    block
}

/// The length of the code that a text begins with, backticks and all. A run of more than
/// one backtick is no fence here.
fn code(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('`')?;
    let end = inner.find('`')?;
    let is_single = end > 0 && !inner[end + 1..].starts_with('`');
    is_single.then_some(end + 2)
}

/// A character that keeps its line and shows itself.
fn visible(letter: char) -> char {
    if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
        ' '
    } else {
        letter
    }
}

fn escape(text: &str, out: &mut String) {
    let mut last = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let is_markup = match letter {
            '\\' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            // Within a word it is no markup.
            '_' => !(last.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next == '#' || next.is_ascii_alphabetic(),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(letter);
        last = letter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_as_it_is() {
        assert_eq!(
            inline("a | b <script> [x](y) *z*"),
            "a \\| b \\<script> \\[x\\](y) \\*z\\*"
        );
        assert_eq!(
            inline("one\n# two\r\nthree\u{2028}four"),
            "one # two  three four"
        );
        assert_eq!(
            inline("snake_case _word_ &lt; R & D"),
            "snake_case \\_word\\_ \\&lt; R & D"
        );
    }

    #[test]
    fn code_stays_code_and_a_lone_backtick_is_none() {
        assert_eq!(
            inline("set `study.years` | *now*"),
            "set `study.years` \\| \\*now\\*"
        );
        assert_eq!(inline("a ` <b>"), "a \\` \\<b>");
        assert_eq!(inline("a `` <b> `c`"), "a \\`\\` \\<b> `c`");
        assert_eq!(cell("a `b|c`"), "a 'b\\|c'");
        assert_eq!(code_span("a`b"), "`` a`b ``");
    }

    #[test]
    fn a_line_does_not_begin_with_markup() {
        assert_eq!(line("# a"), "\\# a");
        assert_eq!(line("- a"), "\\- a");
        assert_eq!(line("1. a"), "1\\. a");
        assert_eq!(line("1.5 a"), "1.5 a");
        assert_eq!(line("  > a"), "\\> a");
    }
}
