"""An organisation in Mesa's own page: `solara run docs/examples/solara_page.py`."""

import numpy as np
import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from smsim.model import OrganisationModel
from smsim.player.frames import STATE_WORDS, people_states
from smsim.player.layout import place_departments, place_people
from smsim.player.pane import OUTLINE, STATE_COLOURS
from smsim.scenarios import preset_names

SHAPE = 1.4


@solara.component
def people(model: OrganisationModel) -> None:
    """Draw everybody in the own department, coloured by state."""
    update_counter.get()  # draw again after every step
    organisation = model.simulation.organisation
    names = [name.replace("_", " ") for name in organisation.department_names]
    places = place_departments(organisation.department_sizes, names, SHAPE)
    offsets = place_people(organisation.department, organisation.department_sizes)
    own = organisation.department
    x, y = (places.centres[own] + offsets * places.radii[own, None]).T
    figure = Figure(figsize=(5.6, 4.2))
    axes = figure.add_axes((0, 0, 1, 0.93))
    colours = np.array(STATE_COLOURS)[people_states(model.simulation.state.people)]
    axes.scatter(x, y, s=(400 * places.person) ** 2, c=colours, edgecolors=OUTLINE, linewidths=0.5)
    for name, (left, top), radius in zip(names, places.centres, places.radii, strict=True):
        axes.text(left, top + radius + 0.01, name, ha="center", va="top", fontsize=7)
    axes.set(xlim=(0, SHAPE), ylim=(1, 0), aspect="equal")
    axes.axis("off")
    figure.suptitle(
        f"Month {model.last_month}, {STATE_WORDS[0]} (grey) to {STATE_WORDS[-1]} (purple)", fontsize=9
    )
    solara.FigureMatplotlib(figure, format="png")


controls = {
    "scenario": {
        "type": "Select", "value": "task-force-broad", "values": list(preset_names()), "label": "scenario",
    },
    "employees": Slider("employees", value=300, min=50, max=5000, step=50),
    "levers__executive_tone": Slider("executive tone", value=0.6, min=0.0, max=1.0, step=0.1),
    "rng": Slider("seed", value=1, min=0, max=99, step=1),
}  # fmt: skip
page = SolaraViz(
    OrganisationModel("task-force-broad", employees=300, rng=1),
    components=[
        people,
        make_plot_component({"score": "tab:blue", "level": "tab:grey"}),
        make_plot_component({"active_share": "tab:green", "response_share": "tab:orange"}),
    ],
    model_params=controls,
    name="smsim",
)
page  # noqa: B018 - the page shows what this name holds
