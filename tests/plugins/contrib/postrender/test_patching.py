from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core.errors import ManifestError, PilothouseError
from pilothouse.plugins.contrib.postrender.documents import join, split
from pilothouse.plugins.contrib.postrender.images import split_reference
from pilothouse.plugins.contrib.postrender.patch_file import read_patches
from pilothouse.plugins.contrib.postrender.patching import apply_patches

DEPLOYMENT = """\
# kept only while nobody changes it
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1.19", env: [{name: A, value: "1"}]}
      - {name: side, image: "registry:5000/side@sha256:aa"}
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
CUSTOM = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {list: [a], big: 12345678901234567}\n"
FILES = {"c/templates/d.yaml": f"{DEPLOYMENT}---\n{SERVICE}", "c/templates/t.yaml": CUSTOM}


def patch(folder: Path, text: str, files: dict[str, str] = FILES) -> dict[str, str]:
    (folder / "p.yaml").write_text(text)
    return join(files, apply_patches(read_patches(str(folder / "p.yaml")), split(files)))


def refuse(folder: Path, text: str) -> str:
    with pytest.raises(PilothouseError) as caught:
        patch(folder, text)
    return caught.value.message.replace(f"{folder}/", "")


def test_lists_are_merged_by_their_key_and_what_is_not_patched_stays_to_the_byte(tmp_path: Path) -> None:
    changed = patch(
        tmp_path,
        """
        - target: {kind: Deployment}
          patch: |-
            spec:
              template:
                spec:
                  containers:
                  - name: web
                    env: [{name: B, value: "2"}]
        """,
    )
    assert changed == {
        **FILES,
        "c/templates/d.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - env:
        - name: B
          value: "2"
        - name: A
          value: "1"
        image: nginx:1.19
        name: web
      - image: registry:5000/side@sha256:aa
        name: side
---
"""
        + SERVICE,
    }


def test_nothing_that_changes_nothing_changes_a_byte(tmp_path: Path) -> None:
    untouched = """
    patches: [{target: {kind: Service}, patch: {metadata: {name: other}, spec: {ports: [{port: 80}]}}}]
    images: [{name: nginx, newTag: "1.19"}]
    """
    assert patch(tmp_path, untouched) == FILES


def test_a_kind_without_known_fields_is_merged_as_json(tmp_path: Path) -> None:
    changed = patch(tmp_path, "- {target: {kind: Thing}, patch: {spec: {list: [b], more: 1}}}")
    assert changed["c/templates/t.yaml"] == (
        "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: t\n"
        "spec:\n  big: 12345678901234567\n  list:\n  - b\n  more: 1\n"
    )


def test_a_newer_version_of_a_known_kind_is_merged_as_the_known_one(tmp_path: Path) -> None:
    job = (
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\n"
        "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: a}, {name: b, image: b}]}}}}}\n"
    )
    text = (
        "- {target: {}, patch: {spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: b, image: c}]}}}}}}}"
    )
    assert patch(tmp_path, text, {"j.yaml": job})["j.yaml"].count("image:") == 2


def test_an_object_can_be_deleted_and_a_file_without_objects_is_gone(tmp_path: Path) -> None:
    changed = patch(tmp_path, "- {target: {kind: 'Service|Thing'}, patch: {$patch: delete}}")
    assert changed == {"c/templates/d.yaml": DEPLOYMENT}


def test_several_patches_may_stand_in_one_text_or_in_a_file_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n---\n"
        "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: null\n"
    )
    changed = patch(tmp_path, "- path: more.yaml")
    assert "type: NodePort" in changed["c/templates/d.yaml"]
    assert changed["c/templates/t.yaml"] == "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: t\n"


def test_labels_go_to_objects_and_their_pods_and_never_to_selectors(tmp_path: Path) -> None:
    changed = patch(tmp_path, "commonLabels: {team: a}\ncommonAnnotations: {note: b}")
    assert changed["c/templates/d.yaml"].startswith(
        """\
apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    note: b
  labels:
    team: a
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      annotations:
        note: b
      labels:
        app: web
        team: a
"""
    )
    assert changed["c/templates/t.yaml"].count("team: a") == 1


def test_images_get_other_names_tags_and_digests(tmp_path: Path) -> None:
    changed = patch(
        tmp_path,
        """
        images:
        - {name: nginx, newName: mirror.example/nginx, newTag: "1.20"}
        - {name: "registry:5000/side", digest: "sha256:bb"}
        """,
    )["c/templates/d.yaml"]
    assert [line.strip(" -") for line in changed.splitlines() if "image:" in line] == [
        "image: mirror.example/nginx:1.20",
        "image: registry:5000/side@sha256:bb",
    ]


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("nginx", ("nginx", "", "")),
        ("nginx:1", ("nginx", ":1", "")),
        ("host:5000/a/b", ("host:5000/a/b", "", "")),
        ("host:5000/a:1@sha256:x", ("host:5000/a", ":1", "@sha256:x")),
        ("", ("", "", "")),
    ],
)
def test_references_of_images_are_taken_apart(reference: str, parts: tuple[str, str, str]) -> None:
    assert split_reference(reference) == parts


def test_a_patch_sees_what_the_ones_before_it_made(tmp_path: Path) -> None:
    changed = patch(
        tmp_path,
        """
        - {target: {kind: Service}, patch: [{op: add, path: /metadata/labels, value: {a: b}}]}
        - {target: {labelSelector: a=b}, patch: [{op: add, path: /metadata/labels/c, value: d}]}
        """,
    )
    assert changed["c/templates/d.yaml"].endswith(
        "labels:\n    a: b\n    c: d\n  name: web\nspec:\n  ports:\n  - port: 80\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {target: {kind: Pod, name: x}, patch: {a: 1}}",
         "patch 1 of p.yaml: no rendered object matches its target (kind Pod, name x)"),
        ("- {patch: {apiVersion: v1, kind: Pod, metadata: {name: x}}}",
         "patch 1 of p.yaml: no rendered object matches its target (v1 Pod x)"),
        ("images: [{name: apache, newTag: '2'}]", "image 1 of p.yaml: no rendered container has the image apache"),
        ("- {target: {kind: Service}, patch: [{op: remove, path: /spec/x}]}",
         "patch 1 of p.yaml cannot be applied to Service web: op remove, path /spec/x: there is no 'x'"),
        ("- {target: {kind: Service}, patch: [{op: replace, path: '', value: 1}]}",
         "patch 1 of p.yaml cannot be applied to Service web: what is left is no object"),
        ("- {target: {kind: Thing}, patch: {spec: {$patch: replace}}}",
         "patch 1 of p.yaml cannot be applied to Thing t: directives such as $patch need a built-in kind; "
         "a JSON patch does without"),
        ("- {target: {kind: Service}, patch: {spec: {ports: [{name: x}]}}}",
         "patch 1 of p.yaml cannot be applied to Service web: "
         "map: map[name:x] does not contain declared merge key: port"),
        ("- {patch: [{op: remove, path: /x}]}", "patch 1 of p.yaml: a JSON patch needs a target"),
        ("- {patch: {a: 1}}",
         "patch 1 of p.yaml: it has neither a target nor apiVersion, kind and metadata.name of its own"),
        ("- {target: {}}", "patch 1 of p.yaml: it has to have either `patch` or `path`"),
        ("- {target: {}, patch: 7}", "patch 1 of p.yaml: the patch is neither a list of operations nor a mapping"),
        ("- {target: {}, patch: '{'}", "patch 1 of p.yaml: yaml: line 1: did not find expected node content"),
        ("- {target: {}, path: nowhere.yaml}", "open nowhere.yaml: no such file or directory"),
        ("- {target: [], patch: {}}", "patch 1 of p.yaml: a mapping is expected"),
        ("- {targets: {}, patch: {}}",
         "patch 1 of p.yaml: unknown key 'targets'; there are target, patch, path, allowMissingTarget"),
        ("- {target: {}, patch: {}, allowMissingTarget: 'yes'}",
         "patch 1 of p.yaml: allowMissingTarget is neither true nor false"),
        ("- 7", "patch 1 of p.yaml: a mapping is expected"),
        ("patches: 7", "p.yaml: patches is no list"),
        ("namePrefix: x", "p.yaml: unknown key 'namePrefix'; there are patches, images, commonLabels, "
                          "commonAnnotations, apiVersion, kind"),
        ("commonLabels: {a: 1}", "p.yaml: commonLabels is no mapping of texts"),
        ("images: [{name: a, newTag: 1.19}]", "image 1 of p.yaml: newTag is no text"),
        ("images: [{name: a}]", "image 1 of p.yaml: it has to have a name, and one of newName, newTag and digest"),
        ("just text", "p.yaml: a list of patches is expected, or a mapping with `patches`"),
        ("a: &a [*a]", "p.yaml: yaml: anchor 'a' value contains itself"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_patches_is_said(tmp_path: Path, text: str, message: str) -> None:
    assert refuse(tmp_path, text) == message


def test_what_matches_nothing_may_be_allowed(tmp_path: Path) -> None:
    allowed = """
    patches: [{target: {kind: Pod}, patch: {a: 1}, allowMissingTarget: true}]
    images: [{name: apache, newTag: "2", allowMissingTarget: true}]
    """
    assert patch(tmp_path, allowed) == FILES


def test_notes_partials_and_blank_files_are_nobodys_business(tmp_path: Path) -> None:
    files = {
        "c/templates/NOTES.txt": "kind: Service\n\t:",
        "c/charts/d/templates/NOTES.txt": "{",
        "c/templates/_p.yaml": "{",
        "c/templates/blank.yaml": " \n",
        "c/templates/comment.yaml": "# nothing\n---\n# at all\n",
        "c/templates/s.yaml": SERVICE,
    }
    changed = patch(tmp_path, "- {target: {kind: Service}, patch: {spec: {type: NodePort}}}", files)
    assert {**changed, "c/templates/s.yaml": ""} == {**files, "c/templates/s.yaml": ""}


def test_manifests_that_are_no_yaml_cannot_be_patched() -> None:
    with pytest.raises(ManifestError, match="YAML parse error on c/x.yaml: yaml: "):
        split({"c/x.yaml": "a: {"})


def test_an_object_that_is_nested_too_deeply_is_a_declared_error(tmp_path: Path) -> None:
    deep = "kind: Thing\nspec: " + "[" * 5000 + "]" * 5000 + "\n"
    with pytest.raises(ManifestError):
        patch(tmp_path, "- {target: {kind: Thing}, patch: {metadata: {x: 1}}}", {"c/x.yaml": deep})
