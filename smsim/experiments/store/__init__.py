"""The run store: a row for each run ever made, in few Parquet files that several processes may fill."""

from smsim.experiments.store.keys import KeySet
from smsim.experiments.store.run_store import RunStore
from smsim.experiments.store.segments import encoded_bytes

__all__ = ["KeySet", "RunStore", "encoded_bytes"]
