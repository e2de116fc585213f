//! Samples: what is observed on the way. Those of several lanes wait for each other, since observing all costs as much as observing one.

use pulp::{Arch, NullaryFnOnce};

use super::Lanes;
use crate::integrate::subject::Subject;

impl<const W: usize> Lanes<'_, W> {
    /// Samples at the very start see what the person starts with.
    pub fn record_start(&mut self, lane: usize, subject: &Subject) {
        if subject
            .schedule
            .samples
            .first()
            .is_none_or(|first| *first > 0.0)
        {
            return;
        }
        self.program.preamble(&mut self.workspace, &self.parameters);
        self.program
            .observe(&mut self.workspace, &self.y, &mut self.observed);
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        while subject
            .schedule
            .samples
            .get(person.next_sample)
            .is_some_and(|time| *time <= 0.0)
        {
            person.trajectory.times.push(0.0);
            person
                .trajectory
                .observables
                .extend(self.observed.iter().map(|values| values[lane]));
            person.next_sample += 1;
        }
    }

    /// Takes the samples that an accepted step passes. They wait for those of other lanes until this one has another, or is to change.
    pub fn sample(&mut self, lane: usize, subject: &Subject) {
        while let Some(person) = &mut self.lanes[lane]
            && let Some(time) = subject.schedule.samples.get(person.next_sample)
            && *time <= person.time_after_step()
        {
            person.next_sample += 1;
            let share = (time - person.time) / (person.time_after_step() - person.time);
            if self.waiting[lane].is_some() {
                self.observe_waiting();
            }
            self.step
                .between(&self.y, lane, share.clamp(0.0, 1.0), &mut self.between);
            self.waiting[lane] = Some(*time);
        }
    }

    /// Records the samples that wait, of all lanes at once.
    pub fn observe_waiting(&mut self) {
        if self.options.baseline {
            Observe(self).call();
        } else {
            Arch::new().dispatch(Observe(self));
        }
        for (lane, time) in self.waiting.iter_mut().enumerate() {
            if let (Some(person), Some(time)) = (&mut self.lanes[lane], time.take()) {
                person.trajectory.times.push(time);
                let observed = self.observed.iter().map(|values| values[lane]);
                person.trajectory.observables.extend(observed);
            }
        }
    }
}

/// The observables of the samples that wait, for the dispatch over instruction sets.
struct Observe<'l, 'a, const W: usize>(&'l mut Lanes<'a, W>);

impl<const W: usize> NullaryFnOnce for Observe<'_, '_, W> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let lanes = self.0;
        lanes
            .program
            .observe(&mut lanes.workspace, &lanes.between, &mut lanes.observed);
    }
}
