//! Folders of studies: what is refused, what is recovered, and a kill at every change.

use std::fs;

use super::super::content::{Content, Kind};
use super::super::disk::stop;
use super::*;

const NAME: &str = "study";
const TABLE: &str = "tables/table.csv";

fn place() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

fn identity(hash: &str) -> Identity {
    Identity {
        kind: Kind::Study,
        hash: hash.to_owned(),
    }
}

fn begin(output: &Path, hash: &str, force: bool) -> Result<Folder, FolderError> {
    Folder::begin(output, NAME, identity(hash), force)
}

fn manifest(hash: &str, state: &str) -> String {
    format!("{{\"kind\": \"study\", \"scenario_hash\": \"{hash}\", \"state\": \"{state}\"}}")
}

/// Writes a study whose one table holds `text`.
fn write(folder: Folder, hash: &str, text: &str, is_partial: bool) -> Result<Placed, Error> {
    let state = if is_partial { "partial" } else { "whole" };
    let published = folder.publish(&manifest(hash, state), is_partial, |folder| {
        folder.write(TABLE, text)?;
        folder.write("summary.md", text)
    });
    published.map(|((), placed)| placed)
}

fn study(output: &Path, hash: &str, text: &str) -> Result<Placed, String> {
    let folder = begin(output, hash, false).map_err(|refusal| refusal.to_string())?;
    write(folder, hash, text, false).map_err(|error| error.to_string())
}

fn interrupted(output: &Path, hash: &str) {
    let folder = begin(output, hash, false).expect("begun");
    write(folder, hash, "part", true).expect("written");
}

/// The text of a whole study at a path; none where there is none.
fn text(path: &Path) -> Option<String> {
    if !Content::read(path).is_whole() {
        return None;
    }
    let table = fs::read_to_string(path.join(TABLE)).expect("a whole study has its table");
    let summary = fs::read_to_string(path.join("summary.md")).expect("and its summary");
    assert_eq!(table, summary);
    Some(table)
}

/// Names in a folder, sorted.
fn names(output: &Path) -> Vec<String> {
    let entries = fs::read_dir(output).expect("a folder").flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn only_the_same_scenario_replaces_a_study() {
    let place = place();
    study(place.path(), "a", "old").expect("a new folder");
    let refused = begin(place.path(), "b", false).expect_err("refused");
    assert!(matches!(refused, FolderError::Taken(..)));
    assert!(refused.to_string().contains("--force"));
    drop(begin(place.path(), "b", true).expect("forced"));
    study(place.path(), "a", "new").expect("replaced");
    assert_eq!(text(&place.path().join(NAME)).as_deref(), Some("new"));
    assert_eq!(names(place.path()), [NAME]);
}

#[test]
fn a_study_replaces_the_tables_of_a_run_and_not_the_reverse() {
    let place = place();
    let with_kind = |kind| Identity {
        kind,
        ..identity("a")
    };
    study(place.path(), "a", "study").expect("a new folder");
    for kind in [Kind::Tables, Kind::Measurement, Kind::Flows] {
        let refused = Folder::begin(place.path(), NAME, with_kind(kind), false);
        assert!(matches!(refused, Err(FolderError::Taken(..))), "{kind}");
    }
    assert!(with_kind(Kind::Study).succeeds(&with_kind(Kind::Tables)));
}

#[test]
fn what_is_no_study_is_never_replaced() {
    for name in ["study", "study.partial", "study.interrupted"] {
        let place = place();
        if name == "study.interrupted" {
            interrupted(place.path(), "a");
        }
        let letters = place.path().join(name).join("letters");
        fs::create_dir_all(&letters).expect("a folder");
        let refused = begin(place.path(), "a", true).expect_err("refused");
        assert!(
            matches!(refused, FolderError::Strange(_)),
            "{name}: {refused}"
        );
        assert!(letters.exists());
        assert!(refused.to_string().contains("move it away"));
    }
}

#[test]
fn a_second_writer_is_refused() {
    let place = place();
    let first = begin(place.path(), "a", false).expect("begun");
    let refused = begin(place.path(), "a", true).expect_err("refused");
    assert!(matches!(refused, FolderError::Busy(_)), "{refused}");
    assert!(refused.to_string().contains(NAME));
    write(first, "a", "new", false).expect("written");
    assert!(begin(place.path(), "a", false).is_ok());
}

#[test]
fn a_name_that_another_study_uses_is_refused() {
    let place = place();
    for name in ["x.partial", "x.Interrupted", ".x.old", "..", "", "a/b"] {
        let refused = Folder::begin(place.path(), name, identity("a"), true);
        assert!(matches!(refused, Err(FolderError::Reserved(_))), "{name}");
    }
    assert_eq!(names(place.path()).len(), 0);
}

#[test]
fn a_folder_without_results_goes_with_its_run() {
    let place = place();
    drop(begin(place.path(), "a", false).expect("begun"));
    assert_eq!(names(place.path()).len(), 0);
}

#[test]
fn an_interrupted_study_is_kept_until_the_new_one_is_whole() {
    let place = place();
    interrupted(place.path(), "a");
    assert_eq!(names(place.path()), ["study.partial"]);
    let refused = begin(place.path(), "b", false).expect_err("refused");
    assert!(refused.to_string().contains("--force"), "{refused}");
    let folder = begin(place.path(), "a", false).expect("begun");
    assert!(folder.notes()[0].contains("study.interrupted"));
    assert!(place.path().join("study.interrupted").join(TABLE).exists());
    write(folder, "a", "new", false).expect("written");
    assert_eq!(names(place.path()), [NAME]);
}

#[test]
fn only_the_last_interrupted_study_is_kept() {
    let place = place();
    for _ in 0..3 {
        interrupted(place.path(), "a");
    }
    assert_eq!(names(place.path()), ["study.interrupted", "study.partial"]);
}

#[test]
fn an_error_says_what_is_kept() {
    let place = place();
    let fail = |writes: bool| {
        let folder = begin(place.path(), "a", false).expect("begun");
        let published = folder.publish("{}", false, |folder| {
            if writes {
                folder.write(TABLE, "rows")?;
            }
            let path = folder.path().join("summary.md");
            let source = std::io::ErrorKind::StorageFull.into();
            Err::<(), _>(Error::new(&path, "write", source))
        });
        published.expect_err("failed").to_string()
    };
    let nothing = fail(false);
    assert!(
        nothing.ends_with("nothing of this run is kept"),
        "{nothing}"
    );
    assert_eq!(names(place.path()).len(), 0);
    let something = fail(true);
    assert!(something.contains("free space"), "{something}");
    assert!(something.ends_with("study.partial"), "{something}");
    assert!(place.path().join("study.partial").join(TABLE).exists());
}

/// Runs a study that stops at each of its changes in turn, as a kill does.
fn kill_everywhere(prepare: impl Fn(&Path), old: Option<&str>) {
    for changes in 0.. {
        let place = place();
        let output = place.path();
        prepare(output);
        stop::after(changes);
        let first = study(output, "a", "new");
        let was_killed = stop::lift();
        let [whole, partial, aside] =
            ["study", "study.partial", ".study.old"].map(|name| text(&output.join(name)));
        let stand = [whole.as_deref(), partial.as_deref(), aside.as_deref()];
        if let Some(old) = old {
            let is_there = stand.contains(&Some(old)) || stand.contains(&Some("new"));
            assert!(is_there, "after {changes} changes: {stand:?}");
        }
        // The next start puts a whole study in its place by itself.
        let next = begin(output, "a", false).expect("begun again");
        let content = text(&output.join(NAME));
        let was_finished = stand.contains(&Some("new"));
        let expected = if was_finished { Some("new") } else { old };
        assert_eq!(content.as_deref(), expected, "after {changes} changes");
        write(next, "a", "newest", false).expect("written");
        assert_eq!(text(&output.join(NAME)).as_deref(), Some("newest"));
        assert_eq!(names(output), [NAME], "after {changes} changes");
        if !was_killed {
            assert!(first.is_ok() && changes > 20, "{first:?}");
            return;
        }
    }
}

#[test]
fn a_kill_at_any_change_of_the_first_study_leaves_none_or_a_whole_one() {
    kill_everywhere(|_| {}, None);
}

#[test]
fn a_kill_at_any_change_leaves_the_old_or_the_new_study() {
    kill_everywhere(
        |output| drop(study(output, "a", "old").expect("written")),
        Some("old"),
    );
}

#[test]
fn a_kill_at_any_change_after_an_interrupt_leaves_the_old_or_the_new_study() {
    kill_everywhere(
        |output| {
            study(output, "a", "old").expect("written");
            interrupted(output, "a");
            interrupted(output, "a");
        },
        Some("old"),
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_study_is_replaced_and_what_it_leads_to_is_kept() {
    let (place, elsewhere) = (place(), place());
    study(elsewhere.path(), "a", "old").expect("written");
    let target = elsewhere.path().join(NAME);
    std::os::unix::fs::symlink(&target, place.path().join(NAME)).expect("linked");
    study(place.path(), "a", "new").expect("replaced");
    assert_eq!(text(&place.path().join(NAME)).as_deref(), Some("new"));
    assert_eq!(text(&target).as_deref(), Some("old"));
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_removed_during_the_run_is_made_again() {
    let place = place();
    let output = place.path().join("output");
    let folder = begin(&output, "a", false).expect("begun");
    fs::remove_dir_all(&output).expect("removed");
    write(folder, "a", "new", false).expect("written");
    assert_eq!(text(&output.join(NAME)).as_deref(), Some("new"));
    let first = begin(&output, "a", false).expect("begun");
    fs::remove_dir_all(&output).expect("removed");
    let second = begin(&output, "a", false).expect("begun");
    let refused = write(first, "a", "first", false).expect_err("refused");
    assert!(refused.to_string().contains("another run"), "{refused}");
    write(second, "a", "second", false).expect("written");
    assert_eq!(text(&output.join(NAME)).as_deref(), Some("second"));
}
