"""An approval as FastAgentic's documentation shows it: a manager in memory with policies."""

import asyncio

from fastagentic.hitl import ApprovalManager, ApprovalPolicy

from lines import loops, run_tool, serve


async def main():
    manager = ApprovalManager()
    manager.add_policy(
        ApprovalPolicy(
            name="high_value",
            actions=["transfer_funds"],
            condition=lambda action, resource, context: context["amount"] > 10_000,
            approvers=["ana", "bo"],
        )
    )
    # One request for each stage: a request has no stages of its own.
    asked = {}
    results = {}

    async def run(content, asked_first):
        request = asked_first
        for stage in range(1, content["stages"] + 1):
            if stage > 1:
                request = await ask(content, stage)
            try:
                response = await manager.wait_for_approval(request.id, timeout=content["deadlineMs"] / 1000)
            except (asyncio.TimeoutError, TimeoutError):
                return "expired"
            if response.status.value != "approved":
                return response.status.value
        if content["tool"]:
            await run_tool(content["id"], request.data["amount"])
        return "approved"

    async def ask(content, stage):
        request = await manager.request_approval(
            action="transfer_funds",
            resource="bank-account-123",
            description="Transfer $15,000 to vendor",
            data=content["data"],
            requester_id=content["requester"],
            timeout_seconds=max(1, content["deadlineMs"] // 1000),
        )
        asked[content["id"], stage] = request
        return request

    async def request(**content):
        content["data"] = {"amount": content["amount"]}
        first = await ask(content, 1)
        results[content["id"]] = asyncio.create_task(run(content, first))
        return "pending"

    async def decide(id, stage, decision, by, **_):
        # After a restart nothing is known any more: the manager answers for an id that it does not have.
        request_id = asked[id, stage].id if (id, stage) in asked else id
        answer = manager.approve if decision == "approve" else manager.reject
        response = await answer(request_id, reviewer_id=by)
        return response.status.value

    async def result(id, timeoutMs):
        if id not in results:
            return "unknown"
        done, _ = await asyncio.wait([results[id]], timeout=timeoutMs / 1000)
        return results[id].result() if done else "pending"

    async def pending():
        return len(await manager.list_pending())

    def change(id, amount):
        asked[id, 1].data["amount"] = amount
        return "the dictionary of the request was changed"

    await serve(
        {
            "request": request,
            "decide": decide,
            "result": result,
            "pending": pending,
            "change": change,
            "waiting": lambda prefix: sum(1 for id, stage in asked if stage == 1 and id.startswith(prefix)),
            **loops(request, decide, result),
        }
    )


asyncio.run(main())
