// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// A text that can stand nowhere by chance, in every spelling in which it might leak.
struct Canary {
    let name: String
    /// Each spelling with its bytes; the reader looks for all of them.
    let spellings: [(name: String, bytes: [UInt8])]

    init(_ name: String, _ text: String) {
        self.name = name
        let clear = Array(text.utf8)
        var spellings: [(String, [UInt8])] = [("clear", clear)]
        let units = Array(text.utf16)
        spellings.append(("UTF-16LE", units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }))
        spellings.append(("UTF-16BE", units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }))
        for (spelling, bytes) in [("", clear), (" of UTF-16LE", spellings[1].1)] {
            let hex = bytes.map { String(format: "%02x", $0) }.joined()
            spellings.append(("hex" + spelling, Array(hex.utf8)))
            spellings.append(("HEX" + spelling, Array(hex.uppercased().utf8)))
            for offset in 0..<3 {
                let core = Self.base64Core(bytes, offset)
                spellings.append(("base64+\(offset)" + spelling, Array(core.utf8)))
                let url = core.replacing("+", with: "-").replacing("/", with: "_")
                if url != core {
                    spellings.append(("base64url+\(offset)" + spelling, Array(url.utf8)))
                }
            }
        }
        for format in ["\\u%04x", "\\u%04X"] {
            spellings.append(
                ("JSON \(format)", Array(units.map { String(format: format, $0) }.joined().utf8)))
            // As writers of JSON do it: only what is no ASCII.
            let mixed = units.map {
                $0 < 0x80 ? String(UnicodeScalar(UInt8($0))) : String(format: format, $0)
            }
            spellings.append(("JSON of others \(format)", Array(mixed.joined().utf8)))
        }
        for format in ["%%%02x", "%%%02X"] {
            spellings.append(
                ("percent", Array(clear.map { String(format: format, $0) }.joined().utf8)))
            let mixed = clear.map { byte in
                Self.isUnreserved(byte)
                    ? String(UnicodeScalar(byte)) : String(format: format, byte)
            }
            spellings.append(("percent of others", Array(mixed.joined().utf8)))
        }
        var seen: Set<[UInt8]> = []
        self.spellings = spellings.filter { seen.insert($0.1).inserted }
    }

    /// The base64 of the text where it begins so many bytes after a multiple of three, without what
    /// its neighbours decide too.
    private static func base64Core(_ bytes: [UInt8], _ offset: Int) -> String {
        let padded = [UInt8](repeating: 0, count: offset) + bytes
        let text = Data(padded).base64EncodedString().filter { $0 != "=" }
        let first = (offset * 8 + 5) / 6
        let last = (padded.count * 8) / 6
        return String(Array(text)[first..<last])
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    /// The spellings that stand in some bytes.
    func found(in bytes: Data) -> [String] {
        spellings.filter { bytes.range(of: Data($0.bytes)) != nil }.map(\.name)
    }
}

/// Looks for canaries in files.
struct CanaryHunt {
    let canaries: [Canary]
    /// Files that were read, and their bytes in all.
    private(set) var fileCount = 0
    private(set) var byteCount = 0
    /// `canary in spelling: path`.
    private(set) var findings: [String] = []

    init(_ canaries: [Canary]) { self.canaries = canaries }

    /// Reads every file under a folder that changed since.
    mutating func search(_ folder: String, since: Date = .distantPast, depthLimit: Int = 16) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names {
            let path = "\(folder)/\(name)"
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
                continue
            }
            let kind = attributes[.type] as? FileAttributeType
            if kind == .typeDirectory {
                if depthLimit > 0 { search(path, since: since, depthLimit: depthLimit - 1) }
            } else if kind == .typeRegular, attributes[.modificationDate] as? Date ?? since >= since
            {
                read(path)
            }
        }
    }

    private mutating func read(_ path: String) {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        else { return }
        fileCount += 1
        byteCount += bytes.count
        for canary in canaries {
            findings += canary.found(in: bytes).map { "\(canary.name) in \($0): \(path)" }
        }
    }
}
