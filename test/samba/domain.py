"""A throw-away domain made by samba, and the audit entries of its root: shared by the scripts beside this file.

Needs python3-samba, samba, samba-dsdb-modules, samba-ad-provision.
"""

import logging
import os

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
CLASSES = {
    "user": ("bf967aba-0de6-11d0-a285-00aa003049e2", WITH_CONTROL),
    "group": ("bf967a9c-0de6-11d0-a285-00aa003049e2", WITH_CONTROL),
    "computer": ("bf967a86-0de6-11d0-a285-00aa003049e2", WITH_CONTROL),
    "msa": ("ce206244-5827-4a86-ba1c-1c0c386c1b64", WITH_CONTROL),
    "gmsa": ("7b8b558a-93a5-4af7-adca-c017e67f1057", WITHOUT_CONTROL),
    "dmsa": ("0feb936f-47b3-49f2-9386-1dedc2c23765", WITHOUT_CONTROL),
}


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


def entry(name, rights=None, object_type=""):
    """What Defender for Identity asks for on objects of the class, or something like it."""
    guid, own = CLASSES[name]
    return "(OU;CIIOSA;%s;%s;%s;WD)" % (rights or own, object_type, guid)


def six_entries():
    return [entry(name) for name in CLASSES]


def descriptor_of(samdb, name):
    found = samdb.search(name, scope=ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=["sd_flags:1:15"])
    return ndr_unpack(security.descriptor, found[0]["nTSecurityDescriptor"][0])


def write_sacl(samdb, name, descriptor):
    """Samba passes the entries on to the objects below, as a domain controller does."""
    message = ldb.Message(ldb.Dn(samdb, name))
    message["sd"] = ldb.MessageElement(ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, "nTSecurityDescriptor")
    samdb.modify(message, controls=["sd_flags:1:8"])


def set_audit_entries(samdb, domain_sid, entries):
    """On the domain's root, behind those of a new domain."""
    root = str(samdb.domain_dn())
    descriptor = descriptor_of(samdb, root)
    wanted = security.descriptor.from_sddl("S:" + "".join(entries), security.dom_sid(domain_sid))
    for ace in wanted.sacl.aces:
        descriptor.sacl_add(ace)
    write_sacl(samdb, root, descriptor)
