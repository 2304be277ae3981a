"""Makes a throw-away directory with samba, sets the audit entries that Defender for Identity asks for, and writes what
samba itself reads in every security descriptor.

    directory.py FOLDER

FOLDER must exist. It gets `directory/` (the provisioned domain), `binary.ldif` (every descriptor as base64) and
`decoded.json` (samba's own decoding). Needs python3-samba, samba, samba-dsdb-modules, samba-ad-provision.
"""

import base64
import json
import os
import sys

import ldb
from domain import make_directory, set_audit_entries, six_entries
from samba.dcerpc import security
from samba.ndr import ndr_unpack

OBJECT_TYPES = (
    security.SEC_ACE_TYPE_ACCESS_ALLOWED_OBJECT,
    security.SEC_ACE_TYPE_ACCESS_DENIED_OBJECT,
    security.SEC_ACE_TYPE_SYSTEM_AUDIT_OBJECT,
    security.SEC_ACE_TYPE_SYSTEM_ALARM_OBJECT,
)


def guid_of(ace, flag, name):
    if ace.type not in OBJECT_TYPES or not ace.object.flags & flag:
        return None
    return str(getattr(ace.object, name)).upper()


def ace_of(ace):
    return {
        "type": ace.type,
        "flags": ace.flags,
        "mask": ace.access_mask,
        "trustee": str(ace.trustee),
        "objectType": guid_of(ace, security.SEC_ACE_OBJECT_TYPE_PRESENT, "type"),
        "inheritedObjectType": guid_of(ace, security.SEC_ACE_INHERITED_OBJECT_TYPE_PRESENT, "inherited_type"),
    }


def aces_of(acl):
    return None if acl is None else [ace_of(ace) for ace in acl.aces]


def folded(line):
    parts = [line[:76]] + [" " + line[at : at + 75] for at in range(76, len(line), 75)]
    return "\n".join(parts) + "\n"


def main(folder):
    samdb, domain_sid = make_directory(folder)
    set_audit_entries(samdb, domain_sid, six_entries())
    # Every naming context: domain, configuration, schema.
    found = samdb.search(
        "",
        scope=ldb.SCOPE_SUBTREE,
        expression="(objectClass=*)",
        attrs=["nTSecurityDescriptor"],
        controls=["sd_flags:1:15", "search_options:1:2"],
    )
    objects = []
    with open(os.path.join(folder, "binary.ldif"), "w", encoding="utf-8") as ldif:
        for message in found:
            if "nTSecurityDescriptor" not in message:
                continue
            raw = message["nTSecurityDescriptor"][0]
            descriptor = ndr_unpack(security.descriptor, raw)
            ldif.write(folded("dn: %s" % message.dn))
            ldif.write(folded("nTSecurityDescriptor:: %s" % base64.b64encode(raw).decode("ascii")) + "\n")
            objects.append(
                {
                    "dn": str(message.dn),
                    "owner": str(descriptor.owner_sid),
                    "group": str(descriptor.group_sid),
                    "control": descriptor.type,
                    "sacl": aces_of(descriptor.sacl),
                    "dacl": aces_of(descriptor.dacl),
                }
            )
    with open(os.path.join(folder, "decoded.json"), "w", encoding="utf-8") as decoded:
        json.dump({"domainSid": domain_sid, "objects": objects}, decoded)


main(sys.argv[1])
