"""One organisation as a Mesa model, for Mesa's own tools; smsim's batches run the engine without it."""

from smsim.model.agents import DepartmentAgent, EmployeeAgent
from smsim.model.network import network_space
from smsim.model.organisation_model import OrganisationModel

__all__ = ["DepartmentAgent", "EmployeeAgent", "OrganisationModel", "network_space"]
