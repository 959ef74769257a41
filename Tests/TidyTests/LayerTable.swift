// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// Which target may import which: the architecture, held here so that no change of it goes
/// unnoticed.
///
/// A new arrow is a decision: change this table together with Package.swift, and write down why.
enum LayerTable {
    /// Layer 0: modules of C headers.
    static let systemLibraries = ["COpenSSL", "CSQLite", "CSystem"]

    /// Layers 1 to 5, each target with all that it may import.
    static let imports: [String: Set<String>] = [
        // Layer 1, kernels: the standard library, and little more.
        "Domain": [],
        "Encodings": [],
        "Merkle": [],
        "HTTP": ["Memory"],
        "Cedar": ["Encodings"],
        // Layer 2, the C boundary.
        "Memory": ["CSystem"],
        "SQLite": ["CSQLite"],
        "OpenSSL": ["COpenSSL", "Memory"],
        "Platform": ["CSystem", "Memory"],
        // Layer 3, services.
        "JOSE": ["Encodings", "Memory", "OpenSSL"],
        "Consent": ["Domain"],
        "Sealing": ["Domain", "Encodings", "JOSE", "Memory", "OpenSSL"],
        "AuditLog": ["Domain", "Encodings", "Memory", "Merkle", "OpenSSL"],
        // A stranger to the writer: neither its leaves nor its tree.
        "LogVerifier": ["Encodings", "OpenSSL"],
        // Layer 4, use cases: no SQL, no HTTP, no sockets.
        "Gateway": [
            "AuditLog", "Cedar", "Consent", "Domain", "Encodings", "JOSE", "Memory", "Merkle",
            "OpenSSL", "Platform", "Sealing",
        ],
        // Layer 5, adapters.
        "Store": [
            "AuditLog", "Consent", "Domain", "Gateway", "Memory", "Merkle", "Platform", "SQLite",
            // For the digests by which migrations are recognised.
            "OpenSSL",
        ],
        // The log's resources are formed by those who know its bytes, and routed here.
        "API": [
            "AuditLog", "Domain", "Encodings", "Gateway", "HTTP", "Memory", "Merkle", "OpenSSL",
        ],
        "Edge": ["HTTP", "Memory", "OpenSSL", "Platform"],
        "PartnerClient": [
            "Domain", "Encodings", "HTTP", "JOSE", "LogVerifier", "Memory", "OpenSSL", "Platform",
            "Sealing",
        ],
    ]

    /// Layer 6: wires everything that is not C.
    static let programs = ["kernpoort", "kernpoort-bench"]

    /// Targets at the C boundary, where `unsafe` may stand.
    static let boundary: Set = ["Memory", "SQLite", "OpenSSL", "Platform"]

    /// Modules of the toolchain that any target may import.
    private static let standard: Set = ["Swift", "Synchronization"]
    /// Those that talk to the system through the C library, beside the programs.
    private static let systemTargets: Set = ["Platform", "Memory"]

    static func allowed(in target: String) -> Set<String>? {
        if programs.contains(target) {
            return Set(imports.keys).union(standard).union(["Glibc"])
        }
        return imports[target].map {
            $0.union(standard).union(systemTargets.contains(target) ? ["Glibc"] : [])
        }
    }

    /// Imports in Sources that the table does not allow, and targets that it does not know.
    static func findings(in file: SourceFile) -> [Finding] {
        guard let target = file.target, file.isSwift else { return [] }
        guard let allowed = allowed(in: target) else {
            return [Finding(path: file.path, line: 1, what: "target `\(target)` is in no layer")]
        }
        return file.code.enumerated().flatMap { index, line in
            line.split(separator: ";").compactMap { statement in
                guard let module = importedModule(String(statement)), !allowed.contains(module)
                else { return nil }
                return Finding(
                    path: file.path, line: index + 1,
                    what: "`\(target)` may not import `\(module)`; it may: "
                        + allowed.sorted().joined(separator: ", "))
            }
        }
    }

    /// The module that a statement imports.
    static func importedModule(_ statement: String) -> String? {
        let words = statement.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
            words[..<place].allSatisfy({ prefix in
                prefix.hasPrefix("@")
                    || ["public", "package", "internal", "fileprivate", "private"].contains(prefix)
            })
        else { return nil }
        // `import struct Module.Name` names the kind first.
        let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        let name = kinds.contains(String(words[place + 1])) ? words.last : words[place + 1]
        return name.map { String($0.prefix { $0 != "." }) }
    }

    /// Where Package.swift and the table differ.
    static func differences(_ package: SourceFile) -> [Finding] {
        let declared = dependencies(declaredIn: package)
        func finding(_ target: String, _ what: String) -> Finding {
            let line =
                package.lines.firstIndex {
                    let code = $0.trimmingCharacters(in: .whitespaces)
                    return code.hasPrefix("kernel(\"\(target)\"") || code == "\"\(target)\","
                } ?? 0
            return Finding(path: package.path, line: line + 1, what: what)
        }
        var findings: [Finding] = []
        for (target, modules) in declared.sorted(by: { $0.key < $1.key }) {
            guard let allowed = imports[target] else {
                findings.append(finding(target, "target `\(target)` is in no layer"))
                continue
            }
            for module in modules.symmetricDifference(allowed).sorted() {
                findings.append(
                    finding(
                        target,
                        modules.contains(module)
                            ? "`\(target)` depends on `\(module)` beyond the layer table"
                            : "`\(target)` lacks `\(module)` of the layer table"))
            }
        }
        for target in Set(imports.keys).subtracting(declared.keys).sorted() {
            findings.append(finding(target, "target `\(target)` of the layer table is missing"))
        }
        return findings
    }

    /// The product targets of Package.swift with their dependencies.
    private static func dependencies(declaredIn package: SourceFile) -> [String: Set<String>] {
        let text = package.lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined()
        var declared: [String: Set<String>] = [:]
        for match in text.matches(of: /kernel\("(\w+)"(?:,\[([^\]]*)\]|, \[([^\]]*)\])?/) {
            let list = match.output.2 ?? match.output.3 ?? ""
            let names = list.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces.union(["\""]))
            }
            declared[String(match.output.1)] = Set(names.filter { !$0.isEmpty })
        }
        return declared
    }
}
