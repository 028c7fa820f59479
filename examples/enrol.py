"""Enrols principals by the fleet's own function: python3 examples/enrol.py principals.jsonl (an enrol request a line)"""

import json
import os
import sys

import boto3
from botocore.config import Config

AT_ONCE = 100
# One attempt, and longer than the function's own limit: sent twice, an authorization code would be exchanged twice.
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=75)
# endpoint_url is for the stack on one machine; on AWS leave AWS_ENDPOINT_URL unset.
endpoint = os.environ.get("AWS_ENDPOINT_URL")


def operate_function(stack="RefreshScheduler"):
    described = boto3.client("cloudformation", endpoint_url=endpoint).describe_stacks(StackName=stack)
    outputs = {one["OutputKey"]: one["OutputValue"] for one in described["Stacks"][0]["Outputs"]}
    return outputs["OperateFunction"]


def enrol(principals):
    """An answer for each, in order: ok, or problems that name a field and what to do."""
    function, functions = operate_function(), boto3.client("lambda", endpoint_url=endpoint, config=ONCE)
    results = []
    for start in range(0, len(principals), AT_ONCE):
        request = {"operation": "enrolMany", "principals": principals[start : start + AT_ONCE]}
        reply = functions.invoke(FunctionName=function, Payload=json.dumps(request))
        answer = json.load(reply["Payload"])
        # What it says of itself names nothing secret; the request would, so it is never printed.
        if "FunctionError" in reply or not answer["ok"]:
            raise RuntimeError(f"the function did not enrol from line {start + 1} on: see its log")
        results += answer["results"]
    return results


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        requests = [json.loads(line) for line in file if line.strip()]
    answers = enrol(requests)
    for request, answer in zip(requests, answers):
        said = answer.get("next") or "; ".join(f"{one['field']}: {one['remedy']}" for one in answer["problems"])
        print(f"{request['principal_id']}: {said}")
    sys.exit(0 if all(answer["ok"] for answer in answers) else 1)
