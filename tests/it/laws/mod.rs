//! Laws that hold in every world, on generated worlds: conservation, exact
//! ledgers, the same end whatever the way, and what more officers may do.

mod beliefs;
mod calendar;
mod clocks;
mod draws;
mod engine;
mod errands;
mod experience;
mod permits;
mod queues;
mod random_world;
mod room;
mod runs;
mod select;
mod stays;
mod tables;
mod tiny;
