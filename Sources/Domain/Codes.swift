// SPDX-License-Identifier: EUPL-1.2

/// The spelling that the codes of one kind have.
package protocol CodeSpelling: Sendable {
    /// Whether these bytes are a well-formed code of this kind.
    static func accepts(_ bytes: Span<UInt8>) -> Bool
}

/// A word from the rule files: well-formed, ASCII, compared byte by byte.
///
/// Well-formed is all that it promises; whether the code exists is for the rule set to say.
package struct Code<Spelling: CodeSpelling>: Hashable, Sendable, Comparable,
    CustomStringConvertible
{
    /// The code as written.
    package let text: String

    /// Parses a code; nil if it is not well-formed.
    package init?(_ text: String) {
        guard Spelling.accepts(text.utf8.span) else { return nil }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Code, right: Code) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// Words of lowercase letters, digits and single hyphens, at most 48 bytes.
package enum WordSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool {
        guard (1...48).contains(bytes.count), bytes[0].isLowercaseLetter,
            bytes[bytes.count - 1] != 0x2D
        else { return false }
        var previous: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte.isLowercaseLetter || byte.isDigit || byte == 0x2D,
                !(byte == 0x2D && previous == 0x2D)
            else { return false }
            previous = byte
        }
        return true
    }
}

/// Spelling of a role, kept apart from other words.
package enum RoleSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool { WordSpelling.accepts(bytes) }
}

/// Spelling of a role group, kept apart from other words.
package enum RoleGroupSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool { WordSpelling.accepts(bytes) }
}

/// Spelling of a group of field groups (Categoriegroep), kept apart from other words.
package enum CategoryGroupSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool { WordSpelling.accepts(bytes) }
}

/// Spelling of a rule's `@id`, kept apart from other words.
package enum RuleSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool { WordSpelling.accepts(bytes) }
}

/// `C` and a number from 1 to 99.
package enum CategorySpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool { bytes.isLetterAndNumber(0x43) }
}

/// `P` and a number from 1 to 99.
package enum PurposeSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool { bytes.isLetterAndNumber(0x50) }
}

/// A category code, a full stop and a word.
package enum VeldgroepSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool {
        // `C` and one or two digits stand before the full stop.
        guard bytes.count > 3 else { return false }
        let stop = bytes[2] == 0x2E ? 2 : 3
        return bytes[stop] == 0x2E && bytes.extracting(..<stop).isLetterAndNumber(0x43)
            && WordSpelling.accepts(bytes.extracting((stop + 1)...))
    }
}

/// `G-` and one capital letter.
package enum LegalBasisSpelling: CodeSpelling {
    package static func accepts(_ bytes: Span<UInt8>) -> Bool {
        bytes.count == 3 && bytes[0] == 0x47 && bytes[1] == 0x2D && (0x41...0x5A).contains(bytes[2])
    }
}

/// A professional role (rol), such as `mentor` or `jeugdarts`.
package typealias RoleCode = Code<RoleSpelling>
/// A group of roles (rolgroep) that rows name together, such as `school` or `kernteam`.
package typealias RoleGroupCode = Code<RoleGroupSpelling>
/// A group of field groups that rules name together, such as `melding`.
package typealias CategoryGroupCode = Code<CategoryGroupSpelling>
/// The `@id` of one rule.
package typealias RuleCode = Code<RuleSpelling>
/// A data category, such as `C6`.
package typealias CategoryCode = Code<CategorySpelling>
/// A field group (veldgroep), such as `C6.observatie`.
package typealias VeldgroepCode = Code<VeldgroepSpelling>
/// A purpose (doel), such as `P3`.
package typealias PurposeCode = Code<PurposeSpelling>
/// A legal basis (grondslag), such as `G-T`.
package typealias LegalBasisCode = Code<LegalBasisSpelling>

extension Code where Spelling == VeldgroepSpelling {
    /// The category to which the group belongs.
    package var category: CategoryCode {
        let name = text.utf8.prefix { $0 != 0x2E }
        guard let code = CategoryCode(String(Substring(name))) else {
            preconditionFailure("a field group begins with its category")
        }
        return code
    }
}

extension UInt8 {
    var isLowercaseLetter: Bool { self >= 0x61 && self <= 0x7A }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

extension Span<UInt8> {
    /// Whether this is the letter and a number from 1 to 99 without leading zero.
    func isLetterAndNumber(_ letter: UInt8) -> Bool {
        guard count == 2 || count == 3, self[0] == letter, self[1] != 0x30 else { return false }
        return self[1].isDigit && self[count - 1].isDigit
    }
}
