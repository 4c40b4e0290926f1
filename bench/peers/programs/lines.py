"""What every program in Python shares: answers to questions that come as lines of JSON, and the loops that are timed."""

import asyncio
import json
import os
import sys
import threading
import time


async def serve(ops):
    """Answers each line {id, op, args} with {id, result} or {id, error}. The program ends with its parent."""
    loop = asyncio.get_running_loop()
    tasks = set()

    def say(answer):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    async def answer(question):
        try:
            result = ops[question["op"]](**question["args"])
            if asyncio.iscoroutine(result):
                result = await result
            say({"id": question["id"], "result": result})
        except Exception as error:
            say({"id": question["id"], "error": f"{type(error).__name__}: {error}"})

    def take(line):
        task = loop.create_task(answer(json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(take, line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    say({"ready": True})
    await asyncio.Event().wait()


def loops(request, decide, result):
    """The loops over many approvals. They run here, so that no time goes to the talk with the parent."""

    async def timed(ids, at_once, work):
        begun = time.perf_counter()
        rest = iter(ids)

        async def lane():
            for id in rest:
                await work(id)

        await asyncio.gather(*(lane() for _ in range(at_once)))
        return (time.perf_counter() - begun) * 1000

    async def approve(id):
        await decide(id=id, stage=1, decision="approve", by="ana", key=f"{id}-click")
        status = await result(id=id, timeoutMs=60_000)
        if status != "approved":
            raise RuntimeError(f"{id}: measured no approval but '{status}'")

    async def approve_each(ids):
        return [await timed([id], 1, approve) for id in ids]

    return {
        "requestMany": lambda ids, atOnce, content: timed(ids, atOnce, lambda id: request(id=id, **content)),
        "approveMany": lambda ids, atOnce: timed(ids, atOnce, approve),
        "approveEach": approve_each,
    }


async def run_tool(id, amount):
    """The tool of the probes: its effect is a line in a file, and then it takes a while until it has succeeded."""
    with open(os.environ["EFFECTS"], "a") as effects:
        effects.write(f"{id} {amount}\n")
    await asyncio.sleep(2)
