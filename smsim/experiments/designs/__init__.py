"""Designs: which settings of the factors are run, drawn from a seed alone."""

from smsim.experiments.designs.design import Design, DesignTable
from smsim.experiments.designs.factors import Factor
from smsim.experiments.designs.listed import Grid, OneAtATime
from smsim.experiments.designs.sampled import LatinHypercube, SobolSequence, Worlds
from smsim.experiments.designs.sensitivity import Morris, Saltelli, salib_problem
from smsim.experiments.designs.written import WrittenTable, read_table

__all__ = [
    "Design",
    "DesignTable",
    "Factor",
    "Grid",
    "LatinHypercube",
    "Morris",
    "OneAtATime",
    "Saltelli",
    "SobolSequence",
    "Worlds",
    "WrittenTable",
    "read_table",
    "salib_problem",
]
