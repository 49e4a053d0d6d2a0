using System.Diagnostics.CodeAnalysis;

namespace ExoRoute;

/// <summary>Names a venue: where an order can go.</summary>
/// <remarks>
/// 1 to 32 characters of a-z, 0-9, '-', '_' and '.', so that a name reads the same in a file, a setting and a record.
/// Compared ordinally. <c>default</c> names no venue. Immutable, safe to share between threads.
/// </remarks>
public readonly record struct VenueId : IComparable<VenueId>
{
    private readonly string? _name;

    /// <summary>A venue's name.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 32 characters of a-z, 0-9, '-', '_', '.'.</exception>
    public VenueId(string name) => _name = NameRules.Check(name, "a venue", 32);

    /// <summary>The name; empty for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>Reads a name, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VenueId venue)
    {
        var ok = NameRules.Holds(text, 32);
        venue = ok ? new VenueId(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(VenueId other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>Names an instrument: listings of one instrument on several venues are the same thing and can be merged.</summary>
/// <remarks>
/// 1 to 48 characters of a-z, 0-9, '-', '_' and '.'. Compared ordinally. <c>default</c> names none. Immutable, safe to share
/// between threads.
/// </remarks>
public readonly record struct InstrumentId : IComparable<InstrumentId>
{
    private readonly string? _name;

    /// <summary>An instrument's name.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 48 characters of a-z, 0-9, '-', '_', '.'.</exception>
    public InstrumentId(string name) => _name = NameRules.Check(name, "an instrument", 48);

    /// <summary>The name; empty for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>Reads a name, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InstrumentId instrument)
    {
        var ok = NameRules.Holds(text, 48);
        instrument = ok ? new InstrumentId(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(InstrumentId other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A host's name for a parent order.</summary>
/// <remarks>
/// 1 to 48 characters of a-z, 0-9, '-', '_' and '.'. Compared ordinally. <c>default</c> names none. Immutable, safe to share
/// between threads.
/// </remarks>
public readonly record struct ParentId : IComparable<ParentId>
{
    private readonly string? _name;

    /// <summary>A parent order's name.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 48 characters of a-z, 0-9, '-', '_', '.'.</exception>
    public ParentId(string name) => _name = NameRules.Check(name, "parent order", 48);

    /// <summary>The name; empty for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>Reads a name, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ParentId parent)
    {
        var ok = NameRules.Holds(text, 48);
        parent = ok ? new ParentId(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(ParentId other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>Names who stands behind an order or a command: a desk, a trader, a client, an operator.</summary>
/// <remarks>
/// 1 to 48 characters of a-z, 0-9, '-', '_' and '.'. Compared ordinally. <c>default</c> names nobody. Immutable, safe to share
/// between threads.
/// </remarks>
public readonly record struct PartyId : IComparable<PartyId>
{
    private readonly string? _name;

    /// <summary>A party's name.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 48 characters of a-z, 0-9, '-', '_', '.'.</exception>
    public PartyId(string name) => _name = NameRules.Check(name, "a party", 48);

    /// <summary>The name; empty for <c>default</c>.</summary>
    public string Name => _name ?? "";

    /// <summary>Reads a name, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PartyId party)
    {
        var ok = NameRules.Holds(text, 48);
        party = ok ? new PartyId(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(PartyId other) => string.CompareOrdinal(Name, other.Name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

internal static class NameRules
{
    internal static bool Holds(string? name, int longest)
    {
        if (string.IsNullOrEmpty(name) || name.Length > longest)
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!(c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    internal static string Check(string name, string what, int longest) => Holds(name, longest)
        ? name
        : throw new ArgumentException($"'{name}' does not name {what}: 1 to {longest} characters of a-z, 0-9, '-', '_', '.' do.", nameof(name));
}
