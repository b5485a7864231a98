"""The account of a run of scripts/contract: signs in, and again when something in the run has ended the session."""

import os

import requests
import schemathesis

URL = os.environ["PRAXIS_CONTRACT_URL"]
EMAIL = os.environ["PRAXIS_CONTRACT_EMAIL"]
password = "praxis-demo-2026"


@schemathesis.auth()
class Account:
    """By default, a response with 401 makes it sign in again and repeat the request."""

    def get(self, case, context):
        answer = requests.post(f"{URL}/api/v1/auth/login", json={"email": EMAIL, "password": password}, timeout=20)
        answer.raise_for_status()
        return answer.json()["access_token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def after_call(context, case, response):
    """Keeps the new password, if the run has changed it."""
    global password
    if case.operation.definition.raw.get("operationId") == "change_password" and response.status_code == 204:
        password = case.body["new_password"]
