// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The roles of a region: which type of partner may assert which, and the groups that rules name.
package struct RoleBook: Sendable {
    // INVARIANT: each code once, in the order of the file.
    package let roles: [Role]
    package let groups: [RoleGroup]

    /// One professional role.
    package struct Role: Sendable {
        package let code: RoleCode
        package let name: String
        package let partnerTypes: [PartnerType]
        /// Who has it works only for the children in the own recorded caseload.
        package let isCaseloadBound: Bool
        /// Who has it leads others, and knows only of casussen in which this very role has a place.
        package let isManagement: Bool
    }

    /// Roles that rules name together.
    package struct RoleGroup: Sendable {
        package let code: RoleGroupCode
        package let name: String
        package let roles: [RoleCode]
    }

    /// The role with a code.
    package func role(_ code: RoleCode) -> Role? { roles.first { $0.code == code } }

    /// The one type of organisation outside the region that a role belongs to, if it is such a role.
    package func outsideType(of role: RoleCode) -> PartnerType? {
        guard let types = self.role(role)?.partnerTypes, types.count == 1 else { return nil }
        return types.first { $0.isOutside }
    }

    /// Whether a partner of this type may assert the role.
    package func mayAssert(_ role: RoleCode, as type: PartnerType) -> Bool {
        self.role(role)?.partnerTypes.contains(type) ?? false
    }
}

extension RoleBook {
    /// Reads `rollen.json`.
    init(_ document: PolicyDocument) {
        document.root.allow("rollen", "groepen")
        var roles: [Role] = []
        for value in document.root.member("rollen")?.elements ?? [] {
            value.allow("code", "naam", "partnertypen", "caseload", "leiding")
            guard let code = value.member("code")?.value("role", { RoleCode($0) }),
                let name = value.member("naam")?.text
            else { continue }
            let types = value.member("partnertypen")?.elements.compactMap { type in
                type.value("type of partner") { PartnerType(rawValue: $0) }
            }
            if roles.contains(where: { $0.code == code }) || code == Self.unknown {
                value.report(
                    "role `\(code)` is there twice or reserved", mend: "keep it once")
            }
            for type in types ?? [] where !type.mayJoin && !type.isOutside {
                value.report(
                    "`\(type.rawValue)` never joins, so nobody asserts a role for it",
                    mend: "leave that type out")
            }
            roles.append(
                Role(
                    code: code, name: name, partnerTypes: types ?? [],
                    isCaseloadBound: value.optional("caseload")?.flag ?? false,
                    isManagement: value.optional("leiding")?.flag ?? false))
        }
        self.roles = roles
        groups = Self.groups(document, roles)
    }

    private static func groups(_ document: PolicyDocument, _ roles: [Role]) -> [RoleGroup] {
        var groups: [RoleGroup] = []
        for value in document.root.member("groepen")?.elements ?? [] {
            value.allow("code", "naam", "rollen")
            guard let code = value.member("code")?.value("role group", { RoleGroupCode($0) }),
                let name = value.member("naam")?.text
            else { continue }
            var members: [RoleCode] = []
            for element in value.member("rollen")?.elements ?? [] {
                guard let role = element.value("role", { RoleCode($0) }) else { continue }
                if !roles.contains(where: { $0.code == role }) {
                    element.report("role `\(role)` is not known", mend: "add it under `rollen`")
                }
                if members.contains(role) {
                    element.report("role `\(role)` is there twice", mend: "keep it once")
                }
                members.append(role)
            }
            if groups.contains(where: { $0.code == code }) {
                value.report("group `\(code)` is there twice", mend: "keep it once")
            }
            groups.append(RoleGroup(code: code, name: name, roles: members))
        }
        return groups
    }

    /// Stands for every role that a partner may not assert; no rule can name it.
    static var unknown: RoleCode {
        guard let code = RoleCode("onbekend") else { preconditionFailure("a word is a role") }
        return code
    }
}
