//! The memory of a run, which a study must know before it starts threads.

use crate::engine::part::Part;

/// Bytes of the records of a vector.
fn bytes_of<T>(records: &[T]) -> u64 {
    size_of_val(records) as u64
}

impl Part {
    /// Memory in bytes, to a few per cent: free room of growing tables is not counted.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let records = self.tokens.bytes()
            + self.background_files.bytes()
            + self.cases.bytes()
            + self.clocks.bytes()
            + self.crossings.bytes()
            + self.projects.bytes()
            + self.trails.bytes() as u64;
        let tables = self.permits.bytes()
            + self.memories.bytes()
            + self.agreements.bytes()
            + self.beliefs.bytes()
            + self.experiences.bytes();
        let people = bytes_of(&self.potential_residents)
            + bytes_of(&self.resident)
            + bytes_of(&self.resident_since)
            + bytes_of(&self.bundle)
            + bytes_of(&self.batch.projects);
        let others = self.branches.bytes() + bytes_of(&self.marks) + bytes_of(&self.public);
        records + tables + people + others + self.agenda.bytes()
    }
}
