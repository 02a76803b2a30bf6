"""Many at once: an executor of the standard library's kind, on this machine or on a cluster.

Either way a briefing is a call of `make_briefing`, which itself runs the notebook in a process of its
own. So an executor only says where and how many at once; whatever happens to one briefing's process
happens to no other's.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from ihanalysis.batch import apart
from ihanalysis.errors import InclusionHealthError


@contextmanager
def executor(jobs: int, dask: str = "") -> Iterator[Executor]:
    """An executor to submit `make_briefing` to.

    Left by an exception, such as an interrupt from the keyboard, it ends what runs and starts no more.

    Parameters
    ----------
    jobs
        How many briefings to make at once on this machine.
    dask
        The address of a Dask scheduler, whose workers then make the briefings. They must have this
        library, and see the workbook and the reports at the same paths.

    Raises
    ------
    InclusionHealthError
        If Dask is not installed, or its scheduler does not answer.
    """
    with _on_cluster(dask) if dask else _on_this_machine(jobs) as workers:
        yield workers


@contextmanager
def _on_this_machine(jobs: int) -> Iterator[Executor]:
    # Threads, because each only waits for a process and stops it in time.
    workers = ThreadPoolExecutor(jobs, thread_name_prefix="briefing")
    try:
        yield workers
    except BaseException:
        workers.shutdown(wait=False, cancel_futures=True)
        apart.stop()
        raise
    finally:
        workers.shutdown()


@contextmanager
def _on_cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise InclusionHealthError(
            "Dask is not installed; install it with: python -m pip install 'ihanalysis[cluster]'"
        ) from None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InclusionHealthError(
            f"no Dask scheduler answers at {address!r} ({error}); expected an address such as tcp://host:8786"
        ) from None
    with client:
        # Not pure: what was made before is made again when asked for.
        workers = client.get_executor(pure=False)
        try:
            yield workers
        except BaseException:
            workers.shutdown(wait=False)
            raise


#: How long a scheduler may take to answer.
_SECONDS = 10.0
