"""An approval as LangGraph's documentation shows it: a node interrupts, and the graph is resumed with the decision."""

import asyncio
import os
from typing import TypedDict

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from lines import loops, run_tool, serve


# Threads whose newest checkpoint has an interrupt.
PENDING = """
SELECT count(*) AS n FROM (
  SELECT DISTINCT ON (thread_id) thread_id, checkpoint_id FROM checkpoints
  WHERE checkpoint_ns = '' ORDER BY thread_id, checkpoint_id DESC
) newest WHERE EXISTS (
  SELECT 1 FROM checkpoint_writes AS writes
  WHERE writes.thread_id = newest.thread_id AND writes.checkpoint_id = newest.checkpoint_id AND channel = '__interrupt__'
)
"""


class State(TypedDict, total=False):
    id: str
    amount: int
    requester: str
    stages: int
    tool: bool
    status: str


def ask(state: State):
    decision = interrupt({"question": "Transfer to vendor?", "amount": state["amount"]})
    return {"status": "approved" if decision["decision"] == "approve" else "rejected"}


async def use(state: State):
    await run_tool(state["id"], state["amount"])
    return {}


def after_first(state: State):
    if state["status"] != "approved":
        return END
    return "ask_again" if state["stages"] == 2 else after_last(state)


def after_last(state: State):
    return "use" if state["status"] == "approved" and state.get("tool") else END


def build():
    graph = StateGraph(State)
    graph.add_node("ask", ask)
    graph.add_node("ask_again", ask)
    graph.add_node("use", use)
    graph.add_edge(START, "ask")
    graph.add_conditional_edges("ask", after_first, ["ask_again", "use", END])
    graph.add_conditional_edges("ask_again", after_last, ["use", END])
    graph.add_edge("use", END)
    return graph


async def main():
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    async with AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=4, max_size=20, kwargs=options) as pool:
        saver = AsyncPostgresSaver(pool)
        await saver.setup()
        graph = build().compile(checkpointer=saver)
        config = lambda id: {"configurable": {"thread_id": id}}
        # The call that decides also returns the result. A caller that does not make this call reads the state.
        ended = {}
        waiting = set()

        async def request(id, amount, requester, stages, tool, **_):
            state = {"id": id, "amount": amount, "requester": requester, "stages": stages, "tool": tool}
            answer = await graph.ainvoke(state, config(id))
            if "__interrupt__" not in answer:
                raise RuntimeError("the graph did not interrupt")
            waiting.add(id)
            return "interrupted"

        async def decide(id, decision, by, interruptId=None, **_):
            sent = {"decision": decision, "by": by}
            resume = {interruptId: sent} if interruptId else sent
            answer = await graph.ainvoke(Command(resume=resume), config(id))
            if "__interrupt__" in answer:
                return "interrupted again"
            ended[id] = answer["status"]
            return answer["status"]

        async def result(id, timeoutMs):
            if id in ended:
                return ended.pop(id)
            state = await graph.aget_state(config(id))
            return "pending" if state.next else state.values["status"]

        async def interrupts(id):
            state = await graph.aget_state(config(id))
            return [each.id for task in state.tasks for each in task.interrupts]

        async def change(id, amount):
            await graph.aupdate_state(config(id), {"amount": amount})
            return "the state was updated"

        async def ask_with(id, amount, requester, stages, tool, **_):
            state = {"id": id, "amount": amount, "requester": requester, "stages": stages, "tool": tool}
            await graph.ainvoke(state, config(id))
            return "the graph was invoked again on the same thread"

        async def carry_on(id):
            await graph.ainvoke(None, config(id))
            return "invoked with None"

        async def pending():
            async with pool.connection() as connection:
                rows = await connection.execute(PENDING)
                return (await rows.fetchone())["n"]

        await serve(
            {
                "request": request,
                "decide": decide,
                "result": result,
                "interrupts": interrupts,
                "change": change,
                "askWith": ask_with,
                "carryOn": carry_on,
                "pending": pending,
                "waiting": lambda prefix: sum(1 for id in waiting if id.startswith(prefix)),
                **loops(request, decide, result),
            }
        )


asyncio.run(main())
