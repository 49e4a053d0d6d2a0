using System.Globalization;

namespace ExoRoute.Cli.Documents;

/// <summary>What a JSON number must be.</summary>
/// <param name="Words">In words.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The largest.</param>
/// <param name="LeastExcluded">Whether the least itself is too little.</param>
internal sealed record NumberRange(string Words, double Least, double Most, bool LeastExcluded = false)
{
    /// <summary>No number of a document is larger than this, either way: sums and squares stay numbers.</summary>
    internal const double Largest = 1e27;

    /// <summary>Any.</summary>
    internal static readonly NumberRange Any = new("a number from -1e27 to 1e27", -Largest, Largest);

    /// <summary>Above zero.</summary>
    internal static readonly NumberRange Positive = new("a number from 1e-27 to 1e27", 1 / Largest, Largest);

    /// <summary>Zero or more.</summary>
    internal static readonly NumberRange NotNegative = new("a number from 0 to 1e27", 0, Largest);

    /// <summary>Zero or less.</summary>
    internal static readonly NumberRange NotPositive = new("a number from -1e27 to 0", -Largest, 0);

    /// <summary>A chance.</summary>
    internal static readonly NumberRange Chance = new("a number from 0 to 1", 0, 1);

    /// <summary>What of an input counts: 1 less the fee.</summary>
    internal static readonly NumberRange Factor = new("a number above 0, to 1 (1 less the fee)", 0, 1, LeastExcluded: true);

    /// <summary>Whether a number lies within.</summary>
    internal bool Holds(double number) => (LeastExcluded ? number > Least : number >= Least) && number <= Most;
}

/// <content>Numbers of smooth costs: JSON numbers, read as the nearest doubles.</content>
internal sealed partial class DocumentObject
{
    /// <summary>A JSON number.</summary>
    /// <param name="name">The member.</param>
    /// <param name="range">What it must be.</param>
    /// <param name="standard">What it is where it is missing; null where it must be there.</param>
    internal double Number(string name, NumberRange range, double? standard = null) =>
        Member(name, range.Words, standard is null) is { } there ? Number(there, range) : standard ?? Some(range);

    /// <summary>A JSON number, or null (or nothing at all) for an open end.</summary>
    internal double End(string name, NumberRange range, double open) =>
        Member(name, range.Words + ", or null for an open end", required: false) is { } there ? End(there, range, open) : open;

    /// <summary>A list of JSON numbers.</summary>
    internal double[] Numbers(string name, NumberRange range, int least, int most) =>
        [.. List(name, "numbers, each " + range.Words, least, most).Select(item => Number(item, range))];

    /// <summary>A list of JSON numbers that ascend; the first may be null, minus infinity, and the last null, plus infinity.</summary>
    internal double[] Knots(string name, int least, int most)
    {
        var items = List(name, "ascending numbers, null for an open end", least, most);
        var knots = new double[items.Count];
        for (var i = 0; i < knots.Length; i++)
        {
            var open = i == 0 ? double.NegativeInfinity : i == knots.Length - 1 ? double.PositiveInfinity : double.NaN;
            knots[i] = knots.Length == 1 || double.IsNaN(open) ? Number(items[i], NumberRange.Any) : End(items[i], NumberRange.Any, open);
            Ascends(items, knots, i, strictly: true);
        }

        if (knots is [double.NegativeInfinity, double.PositiveInfinity])
        {
            _faults.Add(items[0].Path, "is open, and so is the other end; put a knot between, where the cost starts.");
        }

        return knots;
    }

    /// <summary>A list of JSON numbers, none smaller than the one before.</summary>
    internal double[] Ascending(string name, NumberRange range, int least, int most, bool strictly)
    {
        var items = List(name, "ascending numbers, each " + range.Words, least, most);
        var numbers = new double[items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Number(items[i], range);
            Ascends(items, numbers, i, strictly);
        }

        return numbers;
    }

    /// <summary>Tells a fault of a value of its own, such as a list's item.</summary>
    internal void FaultAt(DocumentNode there, string what) => _faults.Add(there.Path, what);

    /// <summary>A JSON number of a list's item.</summary>
    internal double Number(DocumentNode there, NumberRange range)
    {
        if (there.Kind == DocumentKind.Number && double.TryParse(there.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && range.Holds(number))
        {
            return number;
        }

        var hint = there.Kind == DocumentKind.Text ? " Numbers of this kind of problem stand without quotes." : "";
        _faults.Add(there.Path, $"must be {range.Words}, was {there.Shown}.{hint}");
        return Some(range);
    }

    /// <summary>A JSON whole number of a list's item, from 0; null where it is none.</summary>
    internal static long? WholeOf(DocumentNode there, long most) =>
        there.Kind == DocumentKind.Number && there.Text.All(char.IsAsciiDigit) && long.TryParse(there.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole <= most ? whole : null;

    private double End(DocumentNode there, NumberRange range, double open) => there.Kind == DocumentKind.Null ? open : Number(there, range);

    private void Ascends(IReadOnlyList<DocumentNode> items, double[] numbers, int at, bool strictly)
    {
        if (at > 0 && (strictly ? numbers[at] <= numbers[at - 1] : numbers[at] < numbers[at - 1]))
        {
            _faults.Add(items[at].Path, string.Create(
                CultureInfo.InvariantCulture, $"must be {(strictly ? "above" : "no less than")} the one before, {numbers[at - 1]}; was {numbers[at]}."));
        }
    }

    // Anything that may be gone on with.
    private static double Some(NumberRange range) => range.Holds(0) ? 0 : range.Most < 2 ? range.Most : 1;
}
