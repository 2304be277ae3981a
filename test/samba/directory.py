"""Makes a throw-away directory with samba, sets the audit entries that Defender for Identity asks for, and writes what
samba itself reads in every security descriptor.

    directory.py FOLDER

FOLDER must exist. It gets `directory/` (the provisioned domain), `binary.ldif` (every descriptor as base64) and
`decoded.json` (samba's own decoding). Needs python3-samba, samba, samba-dsdb-modules, samba-ad-provision.
"""

import base64
import json
import logging
import os
import sys

import ldb
from samba import dsdb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.provision import provision
from samba.samdb import SamDB

# User, group, computer, managed service account: with control access; group-managed and delegated ones: without.
WITH_CONTROL = "CCDCSWWPDTCRSDWDWO"
WITHOUT_CONTROL = "CCDCSWWPDTSDWDWO"
CLASSES = (
    ("bf967aba-0de6-11d0-a285-00aa003049e2", WITH_CONTROL),
    ("bf967a9c-0de6-11d0-a285-00aa003049e2", WITH_CONTROL),
    ("bf967a86-0de6-11d0-a285-00aa003049e2", WITH_CONTROL),
    ("ce206244-5827-4a86-ba1c-1c0c386c1b64", WITH_CONTROL),
    ("7b8b558a-93a5-4af7-adca-c017e67f1057", WITHOUT_CONTROL),
    ("0feb936f-47b3-49f2-9386-1dedc2c23765", WITHOUT_CONTROL),
)

OBJECT_TYPES = (
    security.SEC_ACE_TYPE_ACCESS_ALLOWED_OBJECT,
    security.SEC_ACE_TYPE_ACCESS_DENIED_OBJECT,
    security.SEC_ACE_TYPE_SYSTEM_AUDIT_OBJECT,
    security.SEC_ACE_TYPE_SYSTEM_ALARM_OBJECT,
)


def make_directory(folder):
    """What `samba-tool domain provision --dns-backend=NONE --targetdir=...` does, without the file permissions of SYSVOL:
    they need root and a file system with extended attributes, and no descriptor of the directory depends on them."""
    logging.disable(logging.CRITICAL)
    result = provision(
        logging.getLogger("provision"),
        system_session(),
        targetdir=os.path.join(folder, "directory"),
        realm="CORP.EXAMPLE",
        domain="CORP",
        hostname="DC01",
        adminpass="Thr0w-away",
        dns_backend="NONE",
        serverrole="active directory domain controller",
        dom_for_fun_level=dsdb.DS_DOMAIN_FUNCTION_2008_R2,
        skip_sysvolacl=True,
    )
    return SamDB(url=result.paths.samdb, session_info=system_session(), lp=result.lp), str(result.domainsid)


def set_audit_entries(samdb, domain_sid):
    """Samba passes them on to the objects below, as a domain controller does."""
    root = str(samdb.domain_dn())
    found = samdb.search(root, scope=ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=["sd_flags:1:15"])
    descriptor = ndr_unpack(security.descriptor, found[0]["nTSecurityDescriptor"][0])
    entries = "".join("(OU;CIIOSA;%s;;%s;WD)" % (rights, guid) for guid, rights in CLASSES)
    wanted = security.descriptor.from_sddl("S:" + entries, security.dom_sid(domain_sid))
    for ace in wanted.sacl.aces:
        descriptor.sacl_add(ace)
    message = ldb.Message(ldb.Dn(samdb, root))
    message["sd"] = ldb.MessageElement(ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, "nTSecurityDescriptor")
    samdb.modify(message, controls=["sd_flags:1:8"])


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
    set_audit_entries(samdb, domain_sid)
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
