"""libRoadRunner: SBML compiled to machine code, CVODE with a dense matrix."""

import roadrunner

VERSION = roadrunner.__version__


class Peer:
    def __init__(self, folder, people):
        self.runner = roadrunner.RoadRunner(f"{folder}/model.xml")
        self.runner.timeCourseSelections = people["states"]
        self.runner.integrator.maximum_num_steps = 1_000_000
        self.days = int(people["days"])
        self.names = people["parameters"]
        model = self.runner.model
        self.parameters = list(model.getGlobalParameterIds())
        states = list(model.getFloatingSpeciesIds())
        self.states = [states.index(state) for state in people["states"]]

    def set_tolerances(self, relative, absolute):
        self.runner.integrator.relative_tolerance = relative
        self.runner.integrator.absolute_tolerance = absolute

    def simulate(self, person):
        model = self.runner.model
        self.runner.reset()
        values = dict(zip(self.names, person["parameters"])) | person["later"]
        places = [self.parameters.index(name) for name in values]
        model.setGlobalParameterValues(places, list(values.values()))
        model.setFloatingSpeciesAmounts(self.states, person["initial"])
        return self.runner.simulate(0, self.days, self.days + 1)
