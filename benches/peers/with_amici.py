"""AMICI: SBML as generated C++, compiled here without what only sensitivities need; CVODES with a sparse matrix (KLU)."""

from pathlib import Path

import amici
import amici.sim.sundials as sundials
from amici.importers.sbml import SbmlImporter

VERSION = amici.__version__


class Peer:
    def __init__(self, folder, people):
        name = f"community_{Path(folder).name}"
        self.model = SbmlImporter(f"{folder}/model.xml").sbml2amici(
            name,
            f"{folder}/amici",
            observation_model=[],
            generate_sensitivity_code=False,
            compute_conservation_laws=False,
        )
        self.model.set_timepoints(range(int(people["days"]) + 1))
        self.solver = self.model.create_solver()
        self.solver.set_max_steps(1_000_000)
        self.names = people["parameters"]
        ids = self.model.get_state_ids()
        self.columns = [ids.index(state) for state in people["states"]]
        self.ids = ids

    def set_tolerances(self, relative, absolute):
        self.solver.set_relative_tolerance(relative)
        self.solver.set_absolute_tolerance(absolute)

    def simulate(self, person):
        values = dict(zip(self.names, person["parameters"])) | person["later"]
        # What events change is a state here.
        initial = [values.pop(name, 0.0) for name in self.ids]
        for column, value in zip(self.columns, person["initial"]):
            initial[column] = value
        for name, value in values.items():
            self.model.set_free_parameter_by_id(name, value)
        self.model.set_initial_state(initial)
        result = sundials.run_simulation(self.model, self.solver)
        if result["status"] != sundials.AMICI_SUCCESS:
            raise RuntimeError(f"AMICI ends with status {result['status']}")
        return result["x"][:, self.columns]
