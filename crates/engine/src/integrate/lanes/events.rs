//! What happens to a subject from outside: it is seated, its parameters change, something is added to its states.

use super::Lanes;
use super::lane::Lane;
use crate::integrate::subject::Subject;

impl<const W: usize> Lanes<'_, W> {
    /// Seats a subject in a lane that is free.
    pub fn seat(&mut self, lane: usize, index: usize, subject: &Subject) {
        for (values, value) in self.y.iter_mut().zip(&subject.initial) {
            values[lane] = *value;
        }
        for (values, value) in self.parameters.iter_mut().zip(&subject.parameters) {
            values[lane] = *value;
        }
        self.parameters_changed = true;
        self.lanes[lane] = Some(Lane::new(index));
        self.record_start(lane, subject);
        self.events(lane, subject);
    }

    /// Applies what happens now and finds when something happens next.
    pub fn events(&mut self, lane: usize, subject: &Subject) {
        if self.waiting[lane].is_some() {
            self.observe_waiting();
        }
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        let schedule = &subject.schedule;
        while let Some((time, changes)) = schedule.changes.get(person.next_change) {
            if *time > person.time {
                break;
            }
            for (position, value) in changes {
                self.parameters[*position][lane] = *value;
            }
            self.parameters_changed = true;
            person.next_change += 1;
        }
        while let Some((time, state, amount)) = schedule.impulses.get(person.next_impulse) {
            if *time > person.time {
                break;
            }
            self.y[*state][lane] += amount;
            person.next_impulse += 1;
        }
        let change = schedule
            .changes
            .get(person.next_change)
            .map_or(f64::INFINITY, |(time, _)| *time);
        let impulse = schedule
            .impulses
            .get(person.next_impulse)
            .map_or(f64::INFINITY, |(time, ..)| *time);
        person.restart(schedule.until.min(change).min(impulse));
    }
}
