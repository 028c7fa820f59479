"""Reads one principal's access token from Secrets Manager: python3 examples/read_token.py PROVIDER PRINCIPAL_ID"""

import json
import os
import sys
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

# endpoint_url is for the stack on one machine; on AWS leave AWS_ENDPOINT_URL unset.
ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")


def read_token(provider, principal_id):
    secrets = boto3.client("secretsmanager", endpoint_url=ENDPOINT)
    secret_id = f"refresh-scheduler/tokens/{provider}/{principal_id}"
    token = json.loads(secrets.get_secret_value(SecretId=secret_id)["SecretString"])
    if token["expires_at"] <= time.time():
        raise RuntimeError(f"{principal_id} has no living token: it needs its owner or an operator")
    return token


def meaning(error):
    if isinstance(error, ClientError) and error.response["Error"]["Code"] == "ResourceNotFoundException":
        return "there is no such secret: is it enrolled and published?"
    return str(error)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python3 examples/read_token.py PROVIDER PRINCIPAL_ID")
    provider, principal_id = sys.argv[1:]
    try:
        token = read_token(provider, principal_id)
    except (BotoCoreError, ClientError, RuntimeError) as error:
        sys.exit(meaning(error))
    # A program would now send "Authorization: Bearer " + token["access_token"]; a token is never printed.
    left = int(token["expires_at"] - time.time())
    print(f"{principal_id}: a {token['token_type']} token of {len(token['access_token'])} characters, alive for {left} s")
