"""diffsol through pydiffsol: DiffSL compiled to machine code, BDF with a sparse matrix. It starts anew at every change of input."""

import numpy
import pydiffsol

VERSION = f"{pydiffsol.diffsol_version()} by pydiffsol {pydiffsol.version()}"


class Peer:
    def __init__(self, folder, people):
        with open(f"{folder}/model.diffsl") as file:
            code = file.read()
        self.ode = pydiffsol.Ode(code, matrix_type=pydiffsol.faer_sparse, ode_solver=pydiffsol.bdf)
        self.days = people["days"]

    def set_tolerances(self, relative, absolute):
        self.ode.rtol = relative
        self.ode.atol = absolute

    def simulate(self, person):
        inputs = numpy.array(person["parameters"] + person["initial"])
        starts = len(person["parameters"])
        parts, start = [], 0.0
        for day, changed in person["changes"] + [[self.days, []]]:
            self.ode.t0 = start
            states = self.ode.solve_dense(inputs, numpy.arange(start, day + 1)).ys
            parts.append(states[:, :-1])
            inputs[starts:] = states[:, -1]
            for place, value in changed:
                inputs[place] = value
            start = day
        return numpy.hstack([*parts, states[:, -1:]]).T
