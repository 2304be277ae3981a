"""Makes a throw-away directory with samba, changes audit entries step by step, and after each step exports every object
as `ldbsearch` prints it.

    stages.py FOLDER

FOLDER must exist. It gets `directory/` (the provisioned domain) and one LDIF file for each stage, `<stage>.ldif`. Samba
itself hands the entries down to the objects below. Needs ldb-tools beside what domain.py needs.
"""

import os
import subprocess
import sys

import ldb
from domain import descriptor_of, entry, make_directory, set_audit_entries, six_entries, write_sacl
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack

# The attribute telephoneNumber.
TELEPHONE_NUMBER = "bf967a49-0de6-11d0-a285-00aa003049e2"


class Stages:
    def __init__(self, folder):
        self.folder = folder
        self.samdb, self.sid = make_directory(folder)
        self.root = str(self.samdb.domain_dn())
        self.stock = ndr_pack(descriptor_of(self.samdb, self.root))

    def root_entries(self, entries):
        """Those of a new domain and these."""
        write_sacl(self.samdb, self.root, ndr_unpack(security.descriptor, self.stock))
        set_audit_entries(self.samdb, self.sid, entries)

    def add(self, name, object_class, **more):
        self.samdb.add({"dn": "%s,%s" % (name, self.root), "objectClass": object_class, **more})

    def unit(self, name, sacl=None):
        self.add("OU=%s" % name, "organizationalUnit")
        if sacl is None:
            return
        path = "OU=%s,%s" % (name, self.root)
        descriptor = descriptor_of(self.samdb, path)
        own = security.descriptor.from_sddl("S:P%s" % sacl, security.dom_sid(self.sid))
        descriptor.sacl = own.sacl
        descriptor.type |= security.SEC_DESC_SACL_PROTECTED | security.SEC_DESC_SACL_PRESENT
        write_sacl(self.samdb, path, descriptor)

    def export(self, stage):
        database = os.path.join(self.folder, "directory", "private", "sam.ldb")
        controls = ["--controls=sd_flags:1:15", "--controls=search_options:1:2"]
        with open(os.path.join(self.folder, stage + ".ldif"), "wb") as file:
            subprocess.run(["ldbsearch", "-H", database, *controls, "(objectClass=*)"], stdout=file, check=True)


def main(folder):
    stages = Stages(folder)
    stages.export("stock")

    stages.unit("Staff")
    stages.add("CN=Anna,OU=Staff", "user", sAMAccountName="anna")
    stages.add("CN=Readers,OU=Staff", "group", sAMAccountName="readers")
    stages.add("CN=PC1,OU=Staff", "computer", sAMAccountName="PC1$")
    stages.add("CN=svc-one,OU=Staff", "msDS-ManagedServiceAccount", sAMAccountName="svc-one$")
    interval = {"msDS-ManagedPasswordInterval": "30"}
    stages.add("CN=svc-many,OU=Staff", "msDS-GroupManagedServiceAccount", sAMAccountName="svc-many$", **interval)
    stages.root_entries(six_entries())
    stages.export("six")

    stages.unit("Vault", "(AU;CISA;WP;;;WD)")
    stages.add("CN=Carl,OU=Vault", "user", sAMAccountName="carl")
    stages.add("CN=Dora,OU=Vault", "user", sAMAccountName="dora")
    stages.add("CN=Keepers,OU=Vault", "group", sAMAccountName="keepers")
    stages.export("protected")
    stages.samdb.delete("OU=Vault,%s" % stages.root, ["tree_delete:1"])

    # Nothing of its own goes on to the objects below: samba gives them no SACL at all.
    stages.unit("Cellar", "(AU;SA;WP;;;WD)")
    stages.add("CN=Emil,OU=Cellar", "user", sAMAccountName="emil")
    stages.export("protected-and-bare")
    stages.samdb.delete("OU=Cellar,%s" % stages.root, ["tree_delete:1"])

    others = [entry(name) for name in ("group", "computer", "msa", "gmsa", "dmsa")]
    stages.root_entries([entry("user", object_type=TELEPHONE_NUMBER), *others])
    stages.export("attribute")

    without_group = [entry(name) for name in ("computer", "msa", "gmsa", "dmsa")]
    stages.root_entries([entry("user"), entry("user"), *without_group])
    stages.export("duplicate-for-missing")

    stages.root_entries([entry("user"), *six_entries()])
    stages.export("duplicate")

    stages.root_entries([entry("user", rights="GA"), *others])
    stages.export("generic")


main(sys.argv[1])
