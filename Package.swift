// swift-tools-version: 6.2
// SPDX-License-Identifier: EUPL-1.2
import PackageDescription

/// Settings of every target: language mode 6, explicit `any`, imports that stay inside, warnings that stop the build.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]
let strict = common + [.strictMemorySafety()]

/// A product target: the strict settings and exactly the imports that the layer table allows.
func kernel(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: strict)
}

/// A test target, named after what it tests; the test support library is always there.
func tests(_ name: String, _ dependencies: [String]) -> Target {
    .testTarget(
        name: name, dependencies: (["TestSupport"] + dependencies).map { .byName(name: $0) },
        swiftSettings: common)
}

let everything = [
    "Domain", "Encodings", "Merkle", "HTTP", "Cedar", "Memory", "SQLite", "OpenSSL", "Platform",
    "JOSE", "Consent", "Sealing", "AuditLog", "LogVerifier", "Gateway", "Store", "API", "Edge",
    "PartnerClient",
]

let package = Package(
    name: "kernpoort",
    products: [
        .executable(name: "kernpoort", targets: ["kernpoort"]),
        .executable(name: "kernpoort-bench", targets: ["kernpoort-bench"]),
        .executable(name: "kernpoort-bench-c", targets: ["kernpoort-bench-c"]),
    ],
    targets: [
        // Layer 0: C libraries of the system.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSystem"),
        // Layer 1: kernels.
        kernel("Domain"),
        kernel("Encodings"),
        kernel("Merkle"),
        kernel("HTTP", ["Memory"]),
        kernel("Cedar", ["Encodings"]),
        // Layer 2: the C boundary.
        kernel("Memory", ["CSystem"]),
        kernel("SQLite", ["CSQLite"]),
        kernel("OpenSSL", ["COpenSSL", "Memory"]),
        kernel("Platform", ["CSystem", "Memory"]),
        // Layer 3: services.
        kernel("JOSE", ["Encodings", "Memory", "OpenSSL"]),
        kernel("Consent", ["Domain"]),
        kernel("Sealing", ["Domain", "Encodings", "JOSE", "Memory", "OpenSSL"]),
        kernel("AuditLog", ["Domain", "Encodings", "Memory", "Merkle", "OpenSSL"]),
        kernel("LogVerifier", ["Encodings", "OpenSSL"]),
        // Layer 4: use cases.
        kernel(
            "Gateway",
            [
                "Domain", "Encodings", "Cedar", "Consent", "JOSE", "Memory", "Merkle", "Sealing",
                "AuditLog", "OpenSSL", "Platform",
            ]),
        // Layer 5: adapters.
        kernel(
            "Store",
            [
                "Domain", "Consent", "AuditLog", "Gateway", "Memory", "Merkle", "OpenSSL", "SQLite",
                "Platform",
            ]),
        kernel(
            "API",
            [
                "Domain", "Encodings", "HTTP", "Memory", "OpenSSL", "AuditLog", "Merkle", "Gateway",
            ]),
        kernel("Edge", ["HTTP", "Memory", "OpenSSL", "Platform"]),
        kernel(
            "PartnerClient",
            [
                "Domain", "Encodings", "HTTP", "JOSE", "LogVerifier", "Memory", "OpenSSL",
                "Platform",
                "Sealing",
            ]),
        // Layer 6: programs.
        .executableTarget(
            name: "kernpoort", dependencies: everything.map { .byName(name: $0) },
            swiftSettings: strict),
        .executableTarget(
            name: "kernpoort-bench", dependencies: everything.map { .byName(name: $0) },
            swiftSettings: strict),
        // Plain C that the benchmarks compare with; nothing of ours is in it.
        .executableTarget(name: "kernpoort-bench-c", dependencies: ["COpenSSL", "CSQLite"]),
        // Tests.
        .target(name: "FaultVFS", dependencies: ["CSQLite"], path: "Tests/FaultVFS"),
        .target(
            name: "TestSupport",
            dependencies: ["Domain", "Encodings", "FaultVFS", "Memory", "OpenSSL", "Platform"],
            path: "Tests/TestSupport", swiftSettings: common),
        tests("DomainTests", ["Domain"]),
        tests("EncodingsTests", ["Encodings"]),
        tests("MerkleTests", ["Merkle", "OpenSSL", "Encodings"]),
        tests("HTTPTests", ["HTTP", "Memory"]),
        .target(
            name: "CedarOracle", dependencies: ["Cedar", "Encodings"],
            path: "Tests/CedarOracle", swiftSettings: common),
        .executableTarget(
            name: "kernpoort-fuzz", dependencies: ["Cedar", "CedarOracle"], path: "Tests/Fuzz",
            exclude: ["Corpus"], swiftSettings: common),
        tests("CedarTests", ["Cedar", "CedarOracle", "Encodings"]),
        tests("MemoryTests", ["Memory"]),
        tests("SQLiteTests", ["SQLite"]),
        tests("OpenSSLTests", ["OpenSSL", "Memory", "Encodings"]),
        tests("PlatformTests", ["Platform"]),
        tests("JOSETests", ["JOSE", "OpenSSL", "Encodings", "Memory"]),
        tests("ConsentTests", ["Consent", "Domain"]),
        tests("SealingTests", ["Sealing", "JOSE", "Domain", "Encodings", "Memory", "OpenSSL"]),
        tests("AuditLogTests", ["AuditLog", "Merkle", "Domain", "Encodings", "Memory", "OpenSSL"]),
        tests(
            "LogVerifierTests",
            ["LogVerifier", "AuditLog", "Domain", "Merkle", "Memory", "Encodings", "OpenSSL"]),
        tests(
            "GatewayTests",
            [
                "Gateway", "Domain", "Encodings", "Cedar", "Consent", "JOSE", "Memory", "Merkle",
                "Sealing", "AuditLog", "OpenSSL", "Platform", "Store",
            ]),
        tests(
            "StoreTests",
            [
                "Store", "Gateway", "SQLite", "Domain", "Encodings", "AuditLog", "LogVerifier",
                "Merkle", "Memory", "OpenSSL", "Platform", "Sealing", "JOSE", "Consent",
            ]),
        tests("APITests", ["API"] + everything.filter { $0 != "API" }),
        tests("EdgeTests", ["Edge", "HTTP", "OpenSSL", "Platform", "Memory", "Encodings"]),
        tests(
            "PartnerClientTests", ["PartnerClient"] + everything.filter { $0 != "PartnerClient" }),
        tests("ScriptTests", everything),
        // Imports neither the rules' language nor the code that asks them.
        .target(
            name: "MatrixOracle", path: "Tests/Oracle", exclude: ["matrix.csv"],
            swiftSettings: common),
        tests("OracleTests", ["MatrixOracle", "Cedar", "Domain", "Gateway"]),
        tests("TidyTests", []),
    ]
)
