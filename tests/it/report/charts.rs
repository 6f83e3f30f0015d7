//! Charts: every label legible, with few packages and with many.

use super::fixture;
use tidegate::report::charts::Gallery;
use tidegate::report::draw;

fn gallery(packages: &[String]) -> Gallery {
    let about = fixture::description(packages);
    let tables = fixture::tables(&about);
    draw(&about, &tables)
}

fn sound(gallery: &Gallery) {
    for chart in &gallery.charts {
        let faults = chart.scene.faults();
        assert!(faults.is_empty(), "{}: {faults:#?}", chart.name);
    }
}

#[test]
fn no_label_collides_or_is_cut_with_eight_packages() {
    let gallery = gallery(&fixture::eight());
    assert_eq!(gallery.skipped, []);
    sound(&gallery);
}

#[test]
fn no_label_collides_or_is_cut_with_two_packages() {
    let gallery = gallery(&["baseline".to_owned(), "policies".to_owned()]);
    sound(&gallery);
}

#[test]
fn no_label_collides_or_is_cut_with_all_packages() {
    let gallery = gallery(&fixture::sixty_four());
    assert_eq!(gallery.skipped, []);
    sound(&gallery);
}
