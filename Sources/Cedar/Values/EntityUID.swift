// SPDX-License-Identifier: EUPL-1.2

/// The identity of an entity: a type name such as `App::User`, and any string as its id.
package struct EntityUID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The normalised type name: parts joined by `::`, without blanks.
    package let type: Text
    /// The id within the type; any string, also the empty one.
    package let id: Text

    /// Names an entity by texts that are taken as they are.
    package init(type: Text, id: Text) {
        self.type = type
        self.id = id
    }

    /// Names an entity; the type is taken as it is and should be normalised.
    package init(_ type: String, _ id: String) {
        self.init(type: Text(type), id: Text(id))
    }

    package static func == (left: EntityUID, right: EntityUID) -> Bool {
        left.id == right.id && left.type == right.type
    }

    package static func < (left: EntityUID, right: EntityUID) -> Bool {
        left.type == right.type ? left.id < right.id : left.type < right.type
    }

    /// The id as it is written in a policy, quoted and escaped.
    package var description: String { "\(type)::\(StringEscapes.quoted(id))" }

    /// Whether this names an action: the last part of the type is `Action`.
    package var isAction: Bool { Self.isActionType(type) }

    static func isActionType(_ type: Text) -> Bool {
        type == "Action" || type.string.utf8.suffix(8).elementsEqual("::Action".utf8)
    }
}
