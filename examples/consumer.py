"""Reads access tokens that the scheduler publishes: TokenReader("dkn").get("home-1").authorization

with_token makes a call with a token that its provider accepts: it reads past the cache when the token was
refused, and tells the scheduler when the newest one is refused too. Needs boto3 alone; threads may share it.
"""

import json
import random
import threading
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

LONGEST_CACHE = 300.0  # s: the scheduler refreshes early enough for a cache of this age
LATE = 900.0  # s that a token which has ended is called late
RIDE_OVER = (0, 0.1, 0.2, 0.4, 0.8)  # s: a token may die some 100 ms before its successor is published
TELL_AGAIN, SPARE = 75.0, 900.0  # s: a rejection costs a refresh, so a principal has few
LIMITS = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2})

TOKEN_REJECTED = {"Source": "refresh-scheduler.consumer", "DetailType": "Token Rejected"}
TO_FIX = {
    "ResourceNotFoundException": ("missing", "no such secret: look at provider, prefix, Region and id"),
    "InvalidRequestException": ("removed", "its secret is marked for deletion: it left the fleet"),
    "AccessDeniedException": ("denied", "it takes secretsmanager:GetSecretValue and kms:Decrypt"),
    "DecryptionFailure": ("denied", "it takes kms:Decrypt on the fleet's key"),
}


class TokenError(Exception):
    """Why there is no token; action is wait, reauthorize or fix."""

    def __init__(self, code, action, principal_id, message):
        super().__init__(f"{principal_id}: {message}")
        self.code, self.action, self.principal_id = code, action, principal_id


class Token:
    """An access token that is not shown by printing it."""

    def __init__(self, published):
        self.principal_id, self.generation = published["principal_id"], published["generation"]
        self.expires_at = published["expires_at"]  # epoch seconds
        text = published["access_token"]
        self.reveal = lambda: text

    @property
    def authorization(self):
        """The value of the header Authorization."""
        return f"Bearer {self.reveal()}"

    def __repr__(self):
        return f"Token({self.principal_id!r}, generation={self.generation}, expires_at={self.expires_at})"

    def __reduce__(self):
        raise TypeError("a token is not pickled")


class Held:
    """What is known of one principal."""

    def __init__(self):
        self.lock = threading.RLock()
        self.token = self.failure = None
        self.read_at = self.fresh_until = float("-inf")
        self.told = None  # (generation, when)
        self.accepted = None  # generation


def is_refused(answer):
    """401, or 403 with a code that speaks of the token: of requests, httpx and urllib, returned or raised."""
    response = getattr(answer, "response", None)
    # Not by its truth: a refused response of requests is false.
    answer = answer if response is None else response
    status = getattr(answer, "status_code", None) or getattr(answer, "status", None)
    if status != 403:
        return status == 401
    try:
        body = answer.json()
        codes = {str(body.get(field)) for field in ("errorCode", "error_code", "resultcode")}
        return bool(codes & {"WRONG_TOKEN", "1010005"})
    except (AttributeError, ValueError):
        return False


class TokenReader:
    """One for the life of the process, for the principals of one provider."""

    def __init__(
        self,
        provider,
        prefix="refresh-scheduler",
        event_bus=None,  # the stack's output EventBus: who is told of refused tokens
        is_refused=is_refused,
        secrets=None,
        events=None,
        clock=time.time,
        sleep=time.sleep,
        jitter=random.random,
    ):
        self.name = f"{prefix}/tokens/{provider}/"
        self.event_bus, self.is_refused = event_bus, is_refused
        self.secrets = secrets or boto3.client("secretsmanager", config=LIMITS)
        self.events = events or (event_bus and boto3.client("events", config=LIMITS))
        self.clock, self.sleep, self.jitter = clock, sleep, jitter
        self.principals, self.lock = {}, threading.Lock()

    def get(self, principal_id):
        """A living token. While Secrets Manager fails, the last one that was read, until it ends."""
        held = self._held(principal_id)
        with held.lock:
            if not held.read_at <= self.clock() < held.fresh_until:
                self._read(principal_id, held)
            return self._living(principal_id, held)

    def with_token(self, principal_id, call, wait=90.0):
        """What call(token) answers, with a token that is not refused; waits so long, in s, for a successor."""
        token = self.get(principal_id)
        refused, answer = self._attempt(call, token)
        if refused:
            token = self._successor(token, RIDE_OVER) or token
            refused, answer = self._attempt(call, token)
        if refused:
            self._tell(token)
            newer = self._successor(token, self._pauses(wait))
            if newer is None:
                raise TokenError("rejected", "wait", principal_id, "refused; told, and no newer one came")
            token = newer
            refused, answer = self._attempt(call, token)
        if refused:
            raise refused_anew(principal_id)
        self._held(principal_id).accepted = token.generation
        return answer

    def _attempt(self, call, token):
        try:
            answer = call(token)
        except Exception as error:
            if not self.is_refused(error):
                raise
            return True, None
        return self.is_refused(answer), answer

    def _held(self, principal_id):
        with self.lock:
            return self.principals.setdefault(principal_id, Held())

    def _read(self, principal_id, held):
        try:
            text = self.secrets.get_secret_value(SecretId=self.name + principal_id)["SecretString"]
            token, held.failure = published(principal_id, text), None
            # A late write can put an older token back for a while.
            if held.token is None or token.generation >= held.token.generation:
                held.token = token
            left = held.token.expires_at - 5 - self.clock()
            span = max(1.0, min(LONGEST_CACHE * (1 - 0.2 * self.jitter()), left / 2))
        except (BotoCoreError, ClientError, TokenError) as error:
            held.failure = meaning(principal_id, error)
            if held.failure.code in ("missing", "removed", "denied"):
                held.token = None
            span = 10.0 if held.token else 1.0
        held.read_at = self.clock()
        held.fresh_until = held.read_at + span

    def _living(self, principal_id, held):
        now = self.clock()
        if held.token and now < held.token.expires_at:
            return held.token
        if held.failure:
            raise held.failure
        action = "wait" if now - held.token.expires_at < LATE else "reauthorize"
        where = f'its token ended; "refresh-scheduler show {principal_id}" tells why'
        raise TokenError("expired", action, principal_id, where)

    def _successor(self, refused, pauses):
        held = self._held(refused.principal_id)
        for pause in pauses:
            if pause:
                self.sleep(pause)
            try:
                with held.lock:
                    # Threads that wait for the same one share their reads.
                    if held.read_at <= self.clock() - pause / 2:
                        self._read(refused.principal_id, held)
                    token = self._living(refused.principal_id, held)
            except TokenError as error:
                if error.action != "wait":
                    raise
                continue
            if token.generation > refused.generation:
                return token
        return None

    def _pauses(self, wait):
        end, pause = self.clock() + wait, 1.0
        while (left := end - self.clock()) > 0:
            yield min(pause, left)
            pause = min(2 * pause, 5.0)

    def _tell(self, token):
        if not self.event_bus:
            raise TokenError("rejected", "wait", token.principal_id, "refused; without event_bus none is told")
        held, now = self._held(token.principal_id), self.clock()
        with held.lock:
            generation, at = held.told or (None, float("-inf"))
            is_successor = generation not in (None, token.generation)
            if is_successor and held.accepted != token.generation and now - at < SPARE:
                raise refused_anew(token.principal_id)
            if generation == token.generation and now - at < TELL_AGAIN:
                return
            detail = json.dumps({"principalId": token.principal_id, "generation": token.generation})
            entry = {"EventBusName": self.event_bus, "Detail": detail, **TOKEN_REJECTED}
            try:
                refused = self.events.put_events(Entries=[entry])["FailedEntryCount"] > 0
            except (BotoCoreError, ClientError):
                refused = True
            if refused:
                raise TokenError("not-told", "wait", token.principal_id, "refused; it could not be told")
            held.told = (token.generation, now)


def published(principal_id, text):
    try:
        fields = json.loads(text)
        if fields["schema"] == 1 and fields["principal_id"] == principal_id:
            return Token(fields)
    except (KeyError, TypeError, ValueError):
        pass
    # What could not be read is not quoted.
    raise TokenError("unreadable", "fix", principal_id, "no secret that the scheduler wrote") from None


def meaning(principal_id, error):
    if isinstance(error, TokenError):
        return error
    if isinstance(error, NoCredentialsError):
        return TokenError("credentials", "fix", principal_id, "AWS credentials are missing")
    name = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
    if name in TO_FIX:
        code, message = TO_FIX[name]
        return TokenError(code, "fix", principal_id, message)
    return TokenError("unavailable", "wait", principal_id, f"Secrets Manager does not answer ({name})")


def refused_anew(principal_id):
    message = "a token that was made to replace a refused one is refused too: it is not the token"
    return TokenError("refused-anew", "fix", principal_id, message)
