from smsim.engine.rule_sets import rules as rules
from smsim.model import OrganisationModel as OrganisationModel
from smsim.parameters.listing import parameters as parameters
from smsim.scenarios import load_scenario as load_scenario
from smsim.studies.comparison import compare as compare
from smsim.studies.comparison import run as run
from smsim.studies.decision import decide as decide
from smsim.studies.experiment import experiment as experiment
from smsim.studies.sensitivity import sensitivity as sensitivity

__version__: str
