import { describe, expect, it } from "vitest";
import { applies } from "./security-filter.ts";

const APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
const GROUP = "S-1-5-21-1-2-3-2222";
const allow = (trustee: string) => `(OA;CI;CR;${APPLY};;${trustee})(A;CI;LCRPLORC;;;${trustee})`;
const deny = (trustee: string) => `(OD;CI;CR;${APPLY};;${trustee})`;

describe("who applies a GPO", () => {
  it.each([
    ["Authenticated Users", `D:PAI${allow("AU")}`, "yes"],
    ["Enterprise Domain Controllers", `D:PAI${allow("ED")}`, "yes"],
    ["the Domain Controllers group by SID", `D:PAI${allow("S-1-5-21-1-2-3-516")}`, "yes"],
    ["a group whose members are not known", `D:PAI${allow(GROUP)}`, "unknown"],
    ["Domain Users only: no computer is in it", `D:PAI${allow("DU")}`, "no"],
    ["nobody has Apply", "D:PAI(A;CI;LCRPLORC;;;AU)", "no"],
    ["deny wins over allow", `D:PAI${deny("S-1-5-21-1-2-3-516")}${allow("AU")}`, "no"],
    ["a denied group may hold it", `D:PAI${deny(GROUP)}${allow("AU")}`, "unknown"],
    ["inherit-only is not for the GPO itself", `D:PAI(OA;CIIO;CR;${APPLY};;AU)`, "no"],
    ["Apply without Read", `D:PAI(OA;CI;CR;${APPLY};;AU)`, "no"],
    ["no DACL in the text", "O:BAG:BA", "unknown"],
    ["not SDDL", "nonsense", "unknown"],
  ])("%s", (_, sddl, expected) => {
    expect(applies(sddl, "dc")).toBe(expected);
  });

  it("no descriptor is not an empty one", () => {
    expect(applies(null, "dc")).toBe("unknown");
  });

  it("Cert Publishers holds the CAs and not the domain controllers", () => {
    const sddl = `D:PAI${allow("S-1-5-21-1-2-3-517")}`;
    expect(applies(sddl, "ca")).toBe("yes");
    expect(applies(sddl, "dc")).toBe("unknown");
  });
});
