// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain
package import OpenSSL

/// The rules of a region with their catalogue, purposes and roles: one immutable version.
package struct RuleSet: Sendable {
    /// The hash that a log line names.
    package let version: Digest
    package let region: String
    package let catalogue: Catalogue
    package let purposes: PurposeRegister
    package let roles: RoleBook
    /// All rules, also those that are off or out of date, by path and line.
    package let rules: [Rule]

    let schema: Schema
    let entities: Entities

    /// Reads and checks a rule set.
    /// - Throws: every finding, by path and line; one makes the whole set unusable.
    package init(_ files: PolicyFiles) throws(PolicyError) {
        let catalogueFile = try Self.document(files, PolicyFiles.cataloguePath)
        let purposesFile = try Self.document(files, PolicyFiles.purposesPath)
        let rolesFile = try Self.document(files, files.rolesPath)
        let catalogue = Catalogue(catalogueFile)
        let purposes = PurposeRegister(purposesFile, catalogue)
        let roles = RoleBook(rolesFile)
        var findings = catalogueFile.findings + purposesFile.findings + rolesFile.findings
        let schema = try Self.schema(files)
        let rules = Self.rules(files, schema, &findings)
        let words = RuleWords(catalogue: catalogue, purposes: purposes, roles: roles)
        for rule in rules { findings += words.findings(rule) }
        findings += Self.overlaps(rules)
        guard findings.isEmpty else {
            throw PolicyError(
                findings: findings.sorted { ($0.path, $0.line) < ($1.path, $1.line) })
        }
        version = files.version
        region = files.region
        self.catalogue = catalogue
        self.purposes = purposes
        self.roles = roles
        self.rules = rules
        self.schema = schema
        entities = words.entities
    }

    /// The rules that hold on a day in Amsterdam: filtered by date and status before Cedar sees them.
    package func inForce(on day: CivilDate) -> RulesInForce { RulesInForce(self, on: day) }

    private static func document(
        _ files: PolicyFiles, _ path: String
    ) throws(PolicyError) -> PolicyDocument {
        try PolicyDocument(path: path, bytes: files.bytes(path))
    }

    private static func schema(_ files: PolicyFiles) throws(PolicyError) -> Schema {
        do throws(CedarError) {
            return try Schema(parsing: files.bytes(PolicyFiles.schemaPath))
        } catch {
            throw PolicyError(findings: findings(error, PolicyFiles.schemaPath))
        }
    }

    private static func rules(
        _ files: PolicyFiles, _ schema: Schema, _ findings: inout [PolicyFinding]
    ) -> [Rule] {
        var rules: [Rule] = []
        for file in files.policyFiles {
            do throws(CedarError) {
                let set = try PolicySet(parsing: file.bytes)
                for template in set.templates {
                    findings.append(
                        PolicyFinding(
                            file.path, line: template.range.start.line,
                            "a rule has an open slot", mend: "write the rule out"))
                }
                for found in set.findings(profile, schema: schema) {
                    findings.append(finding(found, file.path))
                }
                var reader = RuleReader(path: file.path, bytes: file.bytes)
                for policy in set.policies {
                    if let rule = reader.rule(policy) { rules.append(rule) }
                }
                findings += reader.findings
            } catch {
                findings += self.findings(error, file.path)
            }
        }
        return rules
    }

    /// Role, action and category in the scope of every permit; conditions of the finite vocabulary.
    ///
    /// What annotations must say, and that an id holds once at a time, `RuleReader` and `overlaps` see to.
    private static let profile = ProfileConfiguration(
        requiredAnnotations: [], uniqueAnnotations: [],
        principalScopeTypes: ["Rolgroep", "Rol", "Partnertype"],
        resourceScopeTypes: ["Categorie", "Veldgroep", "Categoriegroep"],
        contextVocabulary: QuestionContext.Attribute.all.map(\.name), finiteTypes: ["Rol"])

    private static func findings(_ error: CedarError, _ path: String) -> [PolicyFinding] {
        guard case .syntax(let diagnostics) = error else {
            return [
                PolicyFinding(path, line: 1, error.description, mend: "mend the file")
            ]
        }
        return diagnostics.map { finding($0, path) }
    }

    private static func finding(_ found: Diagnostic, _ path: String) -> PolicyFinding {
        var message = found.message
        if let text = found.found { message += ", found \(text)" }
        if !found.expected.isEmpty {
            message += ", expected \(found.expected.joined(separator: " or "))"
        }
        return PolicyFinding(
            path, line: found.range.start.line, message,
            mend: found.hint ?? "mend the text at column \(found.range.start.column)")
    }

    /// Two rules of one id may follow each other, never overlap.
    private static func overlaps(_ rules: [Rule]) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        for (index, rule) in rules.enumerated() {
            for other in rules[..<index] where other.code == rule.code {
                let isApart =
                    (other.validUntil.map { $0 <= rule.validFrom } ?? false)
                    || (rule.validUntil.map { $0 <= other.validFrom } ?? false)
                guard !isApart else { continue }
                findings.append(
                    PolicyFinding(
                        rule.path, line: rule.line,
                        "rule `\(rule.code)` holds twice at one time, also \(other.path):\(other.line)",
                        mend:
                            "give it another @id, or @geldig_van and @geldig_tot that don't overlap"
                    ))
            }
        }
        return findings
    }
}
