"""COPASI: LSODA with a dense matrix."""

import COPASI

VERSION = COPASI.__version__


class Peer:
    def __init__(self, folder, people):
        self.data = COPASI.CRootContainer.addDatamodel()
        if not self.data.importSBML(f"{folder}/model.xml"):
            raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText())
        self.names = people["parameters"]
        self.states = people["states"]
        self.days = int(people["days"])
        model = self.data.getModel()
        self.quantities = {}
        for items in (model.getModelValues(), model.getMetabolites()):
            for item in items:
                self.quantities[item.getSBMLId()] = item
        self.task = self.data.getTask("Time-Course")
        self.task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
        problem = self.task.getProblem()
        problem.setStepNumber(self.days)
        problem.setDuration(self.days)
        problem.setTimeSeriesRequested(True)

    def set_tolerances(self, relative, absolute):
        method = self.task.getMethod()
        method.getParameter("Relative Tolerance").setDblValue(relative)
        method.getParameter("Absolute Tolerance").setDblValue(absolute)
        method.getParameter("Max Internal Steps").setUIntValue(1_000_000)

    def simulate(self, person):
        model = self.data.getModel()
        changed = COPASI.ObjectStdVector()
        values = dict(zip(self.names, person["parameters"])) | person["later"]
        for name, value in values.items():
            self.quantities[name].setInitialValue(value)
            changed.append(self.quantities[name].getInitialValueReference())
        for name, value in zip(self.states, person["initial"]):
            self.quantities[name].setInitialConcentration(value)
            changed.append(self.quantities[name].getInitialConcentrationReference())
        model.updateInitialValues(changed)
        if not self.task.process(True):
            raise RuntimeError(self.task.getProcessError())
        series = self.task.getTimeSeries()
        columns = {series.getSBMLId(i, self.data): i for i in range(series.getNumVariables())}
        places = [columns[state] for state in self.states]
        return [[series.getConcentrationData(day, place) for place in places] for day in range(self.days + 1)]
