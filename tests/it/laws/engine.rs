//! Laws of the engine on random worlds.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::random_world::{model, run, run_at_once, text};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn ledgers_and_identities_hold_in_any_world(seed in any::<u64>()) {
        let text = text(seed);
        let model = model(&text);
        let replication = (seed % 5) as u32;
        let (state, transcript) = run(&model, replication);
        prop_assert!(transcript.facts > 0);
        // No record is left that no event will ever take up.
        for case in state.parts[0].cases.iter_live() {
            let lost = format!("{:?}", case.phase) == "UnderWay" && case.tokens.is_none();
            prop_assert!(!lost, "a case without tokens: {case:?}\n{text}");
        }
        for token in state.parts[0].tokens.iter_live() {
            prop_assert!(format!("{:?}", token.phase) != "Gone", "{token:?}\n{text}");
        }
        let (again, other) = run_at_once(&model, replication);
        prop_assert!(again == state && other == transcript, "a second run comes to another end");
    }
}
