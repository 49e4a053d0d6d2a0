using System.Globalization;

namespace ExoRoute.Cli.Documents;

/// <summary>An object of a document, read member by member; whatever is wrong becomes a fault, and reading goes on.</summary>
/// <remarks>
/// Each reading names what it wants. A member that is missing, null, of another type or out of range is a fault and gives a value
/// that may be gone on with. <see cref="Close"/> makes faults of the members that nobody asked for.
/// </remarks>
internal sealed partial class DocumentObject
{
    private const int LongestText = 256;
    private readonly DocumentNode _node;
    private readonly DocumentFaults _faults;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    internal DocumentObject(DocumentNode node, DocumentFaults faults)
    {
        (_node, _faults) = (node, faults);
        if (!IsObject)
        {
            faults.Add(node.Path, $"must be an object, was {node.Shown}.");
        }
    }

    /// <summary>Its place.</summary>
    internal string Path => _node.Path;

    private bool IsObject => _node.Kind == DocumentKind.Object;

    /// <summary>The place of a member.</summary>
    internal string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Tells a fault of a member.</summary>
    internal void Fault(string name, string what) => _faults.Add(At(name), what);

    /// <summary>Whether a member stands there.</summary>
    internal bool Has(string name)
    {
        _known.Add(name);
        return Find(name) is not null;
    }

    /// <summary>A text that a rule holds for.</summary>
    /// <param name="name">The member.</param>
    /// <param name="wanted">What is wanted, in words: "must be ...".</param>
    /// <param name="holds">The rule.</param>
    /// <param name="standard">What it is where it is missing; null where it must be there.</param>
    internal string Text(string name, string wanted, Func<string, bool> holds, string? standard = null)
    {
        if (Member(name, wanted, standard is null) is not { } there)
        {
            return standard ?? "";
        }

        if (there.Kind == DocumentKind.Text && there.Text.Length <= LongestText && holds(there.Text))
        {
            return there.Text;
        }

        _faults.Add(there.Path, $"must be {wanted}, was {there.Shown}.");
        return standard ?? "";
    }

    /// <summary>A text of printable ASCII that is not empty.</summary>
    internal string Words(string name, string wanted, string? standard = null) =>
        Text(name, wanted, static text => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !string.IsNullOrWhiteSpace(text), standard);

    /// <summary>One of some words.</summary>
    internal T Word<T>(string name, IReadOnlyList<(string Word, T Value)> words, T? standard = null)
        where T : struct
    {
        var wanted = string.Join(", ", words.Select(one => $"\"{one.Word}\""));
        var text = Text(name, $"one of {wanted}", found => words.Any(one => string.Equals(one.Word, found, StringComparison.Ordinal)), standard is null ? null : "");
        foreach (var (word, value) in words)
        {
            if (string.Equals(word, text, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return standard ?? words[0].Value;
    }

    /// <summary>A JSON whole number.</summary>
    internal long Whole(string name, long least, long most, long? standard = null)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        if (Member(name, wanted, standard is null) is not { } there)
        {
            return standard ?? least;
        }

        if (there.Kind == DocumentKind.Number && long.TryParse(there.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
        {
            return value;
        }

        _faults.Add(there.Path, $"must be {wanted}, was {there.Shown}.");
        return standard ?? least;
    }

    /// <summary>True or false; false where it is missing.</summary>
    internal bool Flag(string name)
    {
        if (Member(name, "true or false", required: false) is not { } there)
        {
            return false;
        }

        if (there.Kind != DocumentKind.Flag)
        {
            _faults.Add(there.Path, $"must be true or false, was {there.Shown}.");
        }

        return there.Kind == DocumentKind.Flag && string.Equals(there.Text, "true", StringComparison.Ordinal);
    }

    /// <summary>A decimal text, in whole units of 10^-<paramref name="decimals"/>; below zero where the unit is not known.</summary>
    internal long Amount(string name, int decimals, long least, long most, long? standard = null) =>
        (long)Int128.Clamp(Wide(name, decimals, least, most, standard), long.MinValue, long.MaxValue);

    /// <summary>A decimal text, in whole units of 10^-<paramref name="decimals"/>, for amounts of money beyond 63 bits.</summary>
    internal Int128 Wide(string name, int decimals, Int128 least, Int128 most, Int128? standard = null)
    {
        var wanted = Wanted(decimals, least, most);
        return Member(name, wanted, standard is null) is { } there ? Amount(there, wanted, decimals, least, most) : standard ?? least;
    }

    /// <summary>The same of a value of its own, such as a list's item.</summary>
    internal Int128 Amount(DocumentNode there, int decimals, Int128 least, Int128 most) => Amount(there, Wanted(decimals, least, most), decimals, least, most);

    /// <summary>The object of a member; null where it is missing.</summary>
    internal DocumentObject? Object(string name, bool required = false) =>
        Member(name, "an object", required) is { } there ? new DocumentObject(there, _faults) : null;

    /// <summary>The list of a member, empty where it is missing.</summary>
    internal IReadOnlyList<DocumentNode> List(string name, string wanted, int least, int most)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"a list of {least} to {most} {wanted}");
        if (Member(name, range, least > 0) is not { } there)
        {
            return [];
        }

        if (there.Kind == DocumentKind.List && there.Items.Count >= least && there.Items.Count <= most)
        {
            return there.Items;
        }

        _faults.Add(there.Path, $"must be {range}, was {there.Shown}.");
        return there.Kind == DocumentKind.List ? [.. there.Items.Take(most)] : [];
    }

    /// <summary>The list of a member, each an object.</summary>
    internal IReadOnlyList<DocumentObject> Objects(string name, int least, int most) =>
        [.. List(name, "objects", least, most).Select(item => new DocumentObject(item, _faults))];

    /// <summary>Members that nobody asked for are faults.</summary>
    internal void Close()
    {
        foreach (var (name, value) in _node.Members)
        {
            if (!_known.Contains(name))
            {
                _faults.Add(value.Path, $"is no member of this object; those are {string.Join(", ", _known.Order(StringComparer.Ordinal))}. Take it out.");
            }
        }
    }

    /// <summary>A member as it stands there; null, and a fault where it must be there, when it is missing.</summary>
    internal DocumentNode? Member(string name, string wanted, bool required)
    {
        _known.Add(name);
        var there = Find(name);
        if (there is null && required && IsObject)
        {
            _faults.Add(At(name), $"is missing; wanted is {wanted}.");
        }

        return there;
    }

    private Int128 Amount(DocumentNode there, string wanted, int decimals, Int128 least, Int128 most)
    {
        // Nobody knows the unit where what names it is a fault itself: then a number will do.
        var (unit, inRange) = decimals < 0 ? (DecimalText.MaxDecimals, false) : (decimals, true);
        if (there.Kind == DocumentKind.Text && DecimalAmount.TryParse(there.Text, unit, out var value) && (!inRange || (value >= least && value <= most)))
        {
            return value;
        }

        var hint = there.Kind == DocumentKind.Number ? " Amounts are texts, so that no digit is lost: put it in quotes." : "";
        _faults.Add(there.Path, $"must be {wanted}, was {there.Shown}.{hint}");
        return least;
    }

    private static string Wanted(int decimals, Int128 least, Int128 most) => decimals < 0 ? "a decimal text"
        : $"a decimal text from \"{DecimalText.FormatShort(least, decimals)}\" to \"{DecimalText.FormatShort(most, decimals)}\""
        + (decimals == 0 ? " without decimals" : FormattableString.Invariant($" with at most {decimals} decimals"));

    private DocumentNode? Find(string name)
    {
        foreach (var (known, value) in _node.Members)
        {
            if (string.Equals(known, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }
}
