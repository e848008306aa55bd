#!/usr/bin/python3
"""Whether the manifests of a folder have the types of Kubernetes, and fit each other.

usage: kubernetes_check.py FOLDER

Each manifest becomes a literal of its type in TypeScript (npm's kubernetes-types, made of the API's
own description), and the compiler then names each field that is unknown, missing or of another
type. What no type tells is looked at here: labels, ports and names that belong together, and what
the profile "restricted" of Kubernetes asks of a pod.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = {
    "v1": "core/v1",
    "apps/v1": "apps/v1",
    "policy/v1": "policy/v1",
    "networking.k8s.io/v1": "networking/v1",
}
PATHS = ("/healthz", "/readyz")
LOCAL_PROFILES = ("RuntimeDefault", "Localhost")
COMPILER = {"noEmit": True, "strict": True, "skipLibCheck": True, "target": "es2020",
            "module": "commonjs", "moduleResolution": "node", "types": [], "pretty": False}


def load(folder):
    """The manifests of the kustomization, each with its file."""
    with open(os.path.join(folder, "kustomization.yaml"), encoding="utf-8") as file:
        names = yaml.safe_load(file)["resources"]
    manifests = []
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            manifests += [(name, manifest) for manifest in yaml.safe_load_all(file)]
    return names, manifests


def type_findings(manifests):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(HERE, "node_modules"), os.path.join(folder, "node_modules"))
        with open(os.path.join(folder, "tsconfig.json"), "w", encoding="utf-8") as file:
            json.dump({"compilerOptions": COMPILER, "include": ["*.ts"]}, file)
        for number, (name, manifest) in enumerate(manifests):
            module = MODULES.get(manifest.get("apiVersion"))
            if module is None:
                yield f"{name}: apiVersion {manifest.get('apiVersion')} is not one we use"
                continue
            kind = manifest.get("kind")
            source = f"{name.replace('.yaml', '')}_{number}.ts"
            with open(os.path.join(folder, source), "w", encoding="utf-8") as file:
                file.write(f'import type {{{kind}}} from "kubernetes-types/{module}";\n'
                           f"export const manifest: {kind} = {json.dumps(manifest, indent=1)};\n")
        compiler = os.path.join(HERE, "node_modules/typescript/bin/tsc")
        run = subprocess.run(["node", compiler], cwd=folder, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if run.returncode != 0:
            yield from run.stdout.strip().split("\n")


def all_of(manifests, kind):
    return [manifest for _, manifest in manifests if manifest["kind"] == kind]


def matches(selector, labels):
    return selector and all(labels.get(key) == value for key, value in selector.items())


def fit_findings(manifests):
    namespace = all_of(manifests, "Namespace")[0]["metadata"]["name"]
    for name, manifest in manifests:
        if manifest["kind"] != "Namespace":
            if manifest["metadata"].get("namespace") != namespace:
                yield f"{name}: namespace is not {namespace}"
    stateful = all_of(manifests, "StatefulSet")[0]
    template = stateful["spec"]["template"]
    labels = template["metadata"]["labels"]
    services = {service["metadata"]["name"]: service for service in all_of(manifests, "Service")}
    selectors = [("StatefulSet", stateful["spec"]["selector"]["matchLabels"])]
    selectors += [(name, service["spec"]["selector"]) for name, service in services.items()]
    for kind in ("PodDisruptionBudget", "NetworkPolicy"):
        for manifest in all_of(manifests, kind):
            spec = manifest["spec"]
            selector = spec.get("selector") or spec.get("podSelector")
            selectors.append((kind, selector.get("matchLabels")))
    for name, selector in selectors:
        if not matches(selector, labels):
            yield f"{name}: selects {selector}, the pod has {labels}"
    if services.get(stateful["spec"]["serviceName"], {}).get("spec", {}).get("clusterIP") != "None":
        yield "StatefulSet: serviceName names no headless service"
    if stateful["spec"]["replicas"] != 1:
        yield "StatefulSet: one process has the store open, so replicas is 1"
    ports = {port["name"] for container in template["spec"]["containers"]
             for port in container["ports"]}
    for name, service in services.items():
        for port in service["spec"]["ports"]:
            if port["targetPort"] not in ports:
                yield f"{name}: no port of the pod is called {port['targetPort']}"
    accounts = {account["metadata"]["name"] for account in all_of(manifests, "ServiceAccount")}
    if template["spec"]["serviceAccountName"] not in accounts:
        yield "StatefulSet: nobody defines its service account"
    yield from port_findings(manifests, template["spec"]["containers"][0])
    yield from volume_findings(stateful)
    yield from restricted_findings(template["spec"])


def port_findings(manifests, container):
    """What the server listens on, the pod has, the probes ask and the network lets through."""
    arguments = container["args"]
    numbers = {port["containerPort"]: port["name"] for port in container["ports"]}
    matches = (re.fullmatch(r"--(?:http-)?listen=.*:([0-9]+)", word) for word in arguments)
    for number in {int(match[1]) for match in matches if match} ^ set(numbers):
        yield f"StatefulSet: {number} is not both listened on and a port of the container"
    for service in all_of(manifests, "Service"):
        for port in service["spec"]["ports"]:
            if numbers.get(port["port"]) != port["name"]:
                yield f"{service['metadata']['name']}: {port['name']} is not {port['port']} inside"
    for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
        yield from probe_findings(kind, container.get(kind, {}), numbers, arguments)
    let_in = set()
    for policy in all_of(manifests, "NetworkPolicy"):
        for rule in policy["spec"]["ingress"]:
            if not rule.get("from") or not rule.get("ports"):
                yield "NetworkPolicy: who is let in, and to which ports, is to be said"
            let_in |= {port["port"] for port in rule.get("ports", [])}
    for port in let_in ^ set(numbers.values()):
        yield f"NetworkPolicy: {port} is not both a port of the pod and open to somebody"


def probe_findings(kind, probe, numbers, arguments):
    asked = probe.get("httpGet", probe.get("tcpSocket"))
    if asked is None:
        yield f"{kind}: asks no port"
    elif asked["port"] not in numbers.values():
        yield f"{kind}: no port of the pod is called {asked['port']}"
    if "httpGet" not in probe:
        return
    secure = any(argument.startswith("--tls-certificate=") for argument in arguments)
    if (asked.get("scheme") == "HTTPS") != secure:
        yield f"{kind}: speaks TLS when the server does not, or the other way round"
    if "--require-certificate" in arguments:
        yield f"{kind}: the kubelet has no certificate to show, so it would fail for ever"
    if asked["path"] not in PATHS:
        yield f"{kind}: the server has no {asked['path']} that needs no token"


def volume_findings(stateful):
    spec = stateful["spec"]["template"]["spec"]
    known = {volume["name"] for volume in spec.get("volumes", [])}
    known |= {claim["metadata"]["name"] for claim in stateful["spec"]["volumeClaimTemplates"]}
    for container in spec["containers"]:
        for mount in container["volumeMounts"]:
            if mount["name"] not in known:
                yield f"StatefulSet: there is no volume {mount['name']}"


def restricted_findings(spec):
    pod = spec.get("securityContext", {})
    if pod.get("runAsNonRoot") is not True or not pod.get("runAsUser"):
        yield "StatefulSet: runAsNonRoot and a runAsUser are wanted"
    if pod.get("seccompProfile", {}).get("type") not in LOCAL_PROFILES:
        yield "StatefulSet: a seccompProfile is wanted"
    for container in spec["containers"]:
        context = container.get("securityContext", {})
        if context.get("allowPrivilegeEscalation") is not False:
            yield f"{container['name']}: allowPrivilegeEscalation: false is wanted"
        if context.get("readOnlyRootFilesystem") is not True:
            yield f"{container['name']}: readOnlyRootFilesystem: true is wanted"
        if context.get("capabilities", {}).get("drop") != ["ALL"]:
            yield f"{container['name']}: capabilities must drop ALL"
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if probe not in container:
                yield f"{container['name']}: {probe} is missing"


def main(folder):
    names, manifests = load(folder)
    bad = list(type_findings(manifests))
    if not bad:
        bad = list(fit_findings(manifests))
    files = {os.path.basename(path) for path in glob.glob(os.path.join(folder, "*.yaml"))}
    for name in sorted(files - set(names) - {"kustomization.yaml"}):
        bad.append(f"{name}: kustomization.yaml does not name it")
    print("\n".join(bad), end="\n" if bad else "")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(sys.argv[1])
