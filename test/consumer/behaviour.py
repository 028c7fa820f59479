"""How examples/consumer.py behaves, with boto3 against loopback AWS, in virtual time."""

import copy
import json
import pickle
import sys
import threading
import unittest

import boto3
from botocore.config import Config
from consumer import TokenError, TokenReader

NOW, HOUR = 1_793_534_400, 3_600
BUS = sys.argv.pop()
ONCE = Config(retries={"total_max_attempts": 1})
secrets, events = boto3.client("secretsmanager"), boto3.client("events")
reads = []
secrets.meta.events.register("before-call.secretsmanager.GetSecretValue", lambda **_: reads.append(1))


class Answer:
    def __init__(self, status):
        self.status = status


class Case(unittest.TestCase):
    def setUp(self):
        self.id = f"python-{self._testMethodName}"
        self.now, self.agenda = NOW, []
        self.tokens = TokenReader(
            "dkn", event_bus=BUS, secrets=secrets, events=events,
            clock=lambda: self.now, sleep=self.advance, jitter=lambda: 0,
        )
        self.publish(1)
        reads.clear()

    def advance(self, seconds):
        self.now += seconds
        for at, generation in [one for one in self.agenda if one[0] <= self.now]:
            self.agenda.remove((at, generation))
            self.publish(generation)

    def after(self, seconds, generation):
        self.agenda.append((self.now + seconds, generation))

    def publish(self, generation, expires_at=NOW + 2 * HOUR, token="the-token-itself"):
        name = f"refresh-scheduler/tokens/dkn/{self.id}"
        text = json.dumps({
            "schema": 1, "principal_id": self.id, "provider": "dkn", "token_type": "Bearer",
            "access_token": token, "issued_at": NOW, "expires_at": expires_at, "generation": generation,
        })
        try:
            secrets.put_secret_value(SecretId=name, SecretString=text)
        except secrets.exceptions.ResourceNotFoundException:
            secrets.create_secret(Name=name, SecretString=text)

    def good_from(self, generation):
        return lambda token: Answer(200 if token.generation >= generation else 401)

    def assert_fails(self, code, action, work, *args):
        with self.assertRaises(TokenError) as caught:
            work(*args)
        self.assertEqual((caught.exception.code, caught.exception.action), (code, action))

    def test_gives_the_header(self):
        self.assertEqual(self.tokens.get(self.id).authorization, "Bearer the-token-itself")

    def test_reads_once_in_five_minutes(self):
        self.tokens.get(self.id)
        self.publish(2)
        self.advance(299)
        self.assertEqual((self.tokens.get(self.id).generation, len(reads)), (1, 1))
        self.advance(1)
        self.assertEqual((self.tokens.get(self.id).generation, len(reads)), (2, 2))

    def test_reads_once_for_all_threads(self):
        threads = [threading.Thread(target=self.tokens.get, args=(self.id,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(reads), 1)

    def test_never_goes_back(self):
        self.publish(5)
        self.tokens.get(self.id)
        self.publish(4)
        self.advance(300)
        self.assertEqual(self.tokens.get(self.id).generation, 5)

    def test_rides_over_the_moment_of_a_refresh(self):
        self.tokens.get(self.id)
        self.after(0.25, 2)
        self.assertEqual(self.tokens.with_token(self.id, self.good_from(2)).status, 200)
        self.assertLess(self.now - NOW, 2)

    def test_takes_a_raised_refusal_for_one(self):
        class Refused(Exception):
            status = 401

        def call(token):
            if token.generation < 2:
                raise Refused
            return "fine"

        self.after(0.25, 2)
        self.assertEqual(self.tokens.with_token(self.id, call), "fine")

    def test_tells_and_waits_for_the_next(self):
        self.after(40, 2)
        self.assertEqual(self.tokens.with_token(self.id, self.good_from(2)).status, 200)
        self.assertGreater(self.now - NOW, 40)

    def test_waits_no_longer_than_allowed(self):
        self.assert_fails("rejected", "wait", self.tokens.with_token, self.id, self.good_from(2), 30)
        self.assertAlmostEqual(self.now - NOW, 31.5)

    def test_does_not_tell_of_what_never_was_good(self):
        self.after(3, 2)
        self.assert_fails("refused-anew", "fix", self.tokens.with_token, self.id, self.good_from(9))
        self.assert_fails("refused-anew", "fix", self.tokens.with_token, self.id, self.good_from(9))

    def test_says_what_to_do_when_a_token_has_ended(self):
        self.publish(2, expires_at=NOW)
        self.assert_fails("expired", "wait", self.tokens.get, self.id)
        self.advance(900)
        self.assert_fails("expired", "reauthorize", self.tokens.get, self.id)

    def test_says_what_to_fix(self):
        self.assert_fails("missing", "fix", self.tokens.get, "nobody")
        secrets.put_secret_value(SecretId=f"refresh-scheduler/tokens/dkn/{self.id}", SecretString="the-token")
        self.assert_fails("unreadable", "fix", self.tokens.get, self.id)
        secrets.delete_secret(SecretId=f"refresh-scheduler/tokens/dkn/{self.id}")
        self.advance(10)
        self.assert_fails("removed", "fix", self.tokens.get, self.id)

    def test_serves_the_last_token_while_secrets_manager_is_away(self):
        self.tokens.get(self.id)
        self.tokens.secrets = boto3.client("secretsmanager", endpoint_url="http://127.0.0.1:1", config=ONCE)
        self.advance(HOUR)
        self.assertEqual(self.tokens.get(self.id).generation, 1)
        self.advance(HOUR)
        self.assert_fails("unavailable", "wait", self.tokens.get, self.id)

    def test_shows_no_token(self):
        token = self.tokens.get(self.id)
        shown = f"{token} {token!r} {vars(token)} {[token]}"
        self.assertNotIn("the-token-itself", shown)
        for keep in (pickle.dumps, copy.deepcopy):
            self.assertRaises(TypeError, keep, token)


unittest.main()
