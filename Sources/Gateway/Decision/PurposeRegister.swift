// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The register of purposes (doelen): what data may be shared for, and with whom at most.
package struct PurposeRegister: Sendable {
    // INVARIANT: each code once, in the order of the file.
    package let purposes: [Purpose]

    /// One purpose.
    package struct Purpose: Sendable {
        package let code: PurposeCode
        package let name: String
        /// Why data is shared for it, in plain words.
        package let explanation: String
        /// The field groups that its rules may permit; a whole category stands for all its groups.
        package let groups: Set<VeldgroepCode>
        package let recipients: Set<PartnerType>
        /// How long it may go on, in days.
        package let periodDays: Int
    }

    /// The purpose with a code.
    package func purpose(_ code: PurposeCode) -> Purpose? {
        purposes.first { $0.code == code }
    }
}

extension PurposeRegister {
    /// Reads `doelen.json`.
    init(_ document: PolicyDocument, _ catalogue: Catalogue) {
        document.root.allow("doelen")
        var purposes: [Purpose] = []
        for value in document.root.member("doelen")?.elements ?? [] {
            value.allow("code", "naam", "uitleg", "veldgroepen", "ontvangers", "termijnDagen")
            let types = value.member("ontvangers")?.elements.compactMap { type in
                type.value("type of partner") { PartnerType(rawValue: $0) }
            }
            var groups: Set<VeldgroepCode> = []
            for element in value.member("veldgroepen")?.elements ?? [] {
                groups.formUnion(Self.groups(element, catalogue))
            }
            guard let code = value.member("code")?.value("purpose", { PurposeCode($0) }),
                let name = value.member("naam")?.text,
                let explanation = value.member("uitleg")?.text,
                let period = value.member("termijnDagen")?.integer(1...3650)
            else { continue }
            if purposes.contains(where: { $0.code == code }) {
                value.report("purpose `\(code)` is there twice", mend: "keep it once")
            }
            purposes.append(
                Purpose(
                    code: code, name: name, explanation: explanation, groups: groups,
                    recipients: Set(types ?? []), periodDays: period))
        }
        self.purposes = purposes
    }

    private static func groups(
        _ value: PolicyValue, _ catalogue: Catalogue
    ) -> [VeldgroepCode] {
        guard let text = value.text else { return [] }
        if let code = CategoryCode(text), let category = catalogue.category(code) {
            return category.groups.map(\.code)
        }
        if let code = VeldgroepCode(text), catalogue.group(code) != nil { return [code] }
        value.report(
            "`\(text)` is no category or field group of the catalogue",
            mend: "mend the code, or add it to catalogus.json")
        return []
    }
}
