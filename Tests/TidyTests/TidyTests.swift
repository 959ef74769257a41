// SPDX-License-Identifier: EUPL-1.2
import Testing

@Suite struct TidyTests {
    private let tree: SourceTree

    init() throws { tree = try SourceTree.shared.get() }

    @Test func `the tree was found`() {
        #expect(tree.files.contains { $0.path == "Package.swift" })
        #expect(tree.files.contains { $0.path == "Sources/Encodings/JSON.swift" })
        #expect(tree.files.count > 100)
        #expect(!tree.paths.contains { $0.hasPrefix(".build/") })
    }

    @Test func `imports follow the layer table`() {
        expectNone(tree.files.flatMap { LayerTable.findings(in: $0) })
    }

    @Test func `the package manifest gives each target what the layer table says`() throws {
        expectNone(LayerTable.differences(try tree.file("Package.swift")))
    }

    @Test func `unsafe code stands at the C boundary and says why it is safe`() {
        expectNone(tree.files.flatMap { CodeRules.unsafeFindings(in: $0) })
    }

    @Test func `nothing stops the program without a sentence, and nothing is public`() {
        expectNone(tree.files.flatMap { CodeRules.forbiddenFindings(in: $0) })
    }

    @Test func `names are words of the field`() {
        expectNone(tree.files.flatMap { NameRules.findings(in: $0) })
    }

    @Test func `files name their licence and keep their size`() {
        expectNone(tree.files.flatMap { FileRules.findings(in: $0) })
    }

    @Test func `no private key, certificate or database is committed`() {
        expectNone(tree.files.flatMap { FileRules.keyFindings(in: $0) })
        expectNone(FileRules.kindFindings(tree.paths))
    }

    @Test func `no file names a place of one machine`() {
        expectNone(tree.files.flatMap { FileRules.machineFindings(in: $0) })
    }
}
