using System.Buffers;
using ExoRoute.Routing;
using ExoRoute.Runtime.Store;
using Microsoft.Extensions.Options;

namespace ExoRoute.Runtime;

/// <summary>What a host sets for the router; checked as a whole, all faults told at once.</summary>
public sealed class ExoRouteOptions
{
    /// <summary>The folder of the store. Default none: records are kept in memory and are gone with the process.</summary>
    public string? StoreDirectory { get; set; }

    /// <summary>What a flush promises. Default <see cref="Durability.PageCache"/>.</summary>
    public Durability Durability { get; set; } = Durability.PageCache;

    /// <summary>The id of a new store, 32 hexadecimal digits; one is drawn where none is given. Set it to repeat a seeded run to the byte.</summary>
    public string? StoreId { get; set; }

    /// <summary>How many levels a side decisions use. Default 50; 1 to 1,000.</summary>
    public int Depth { get; set; } = 50;

    /// <summary>How long a venue that refused is left alone. Default 1 s; 0 to one hour.</summary>
    public TimeSpan RestAfterReject { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many refusals of one venue a parent takes. Default 3; 1 to 1,000.</summary>
    public int MaxRejects { get; set; } = 3;

    /// <summary>How many children one parent may have. Default 1,000; 1 to 100,000.</summary>
    public int MaxChildren { get; set; } = 1_000;

    /// <summary>How long a venue may be silent about a child before it is asked. Default 5 s; 1 ms to one hour.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many nodes a plan's search may open. Default 2,000; 1 to 1,000,000.</summary>
    public int MaxNodes { get; set; } = 2_000;

    /// <summary>How often venues are asked for their open orders, to find what a healthy-looking stream lost. Default one minute; zero for never, else 1 s to a day.</summary>
    public TimeSpan ReconcileEvery { get; set; } = TimeSpan.FromMinutes(1);

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    internal RouterSettings ToRouterSettings() => new()
    {
        Depth = Depth,
        RestAfterReject = Nanoseconds(RestAfterReject),
        MaxRejects = MaxRejects,
        MaxChildren = MaxChildren,
        AnswerWithin = Nanoseconds(AnswerWithin),
        MaxNodes = MaxNodes,
    };

    internal StoreSettings ToStoreSettings() => new()
    {
        Durability = Durability,
        Id = StoreId is null || !IsStoreId(StoreId) ? default : new(UInt128.Parse(StoreId, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture)),
        SegmentBytes = StoreDirectory is null ? 1 << 20 : new StoreSettings().SegmentBytes,
    };

    internal IEnumerable<string> Faults()
    {
        foreach (var fault in ToRouterSettings().Faults().Concat(ToStoreSettings().Faults()))
        {
            yield return fault;
        }

        if (ReconcileEvery != TimeSpan.Zero && (ReconcileEvery < TimeSpan.FromSeconds(1) || ReconcileEvery > TimeSpan.FromDays(1)))
        {
            yield return FormattableString.Invariant($"{nameof(ReconcileEvery)} must be zero or 00:00:01 to 1.00:00:00, was {ReconcileEvery:c}.");
        }

        if (StoreId is { } id && !IsStoreId(id))
        {
            yield return $"{nameof(StoreId)} must be 32 hexadecimal digits in lower case, not all zero, was '{id}'.";
        }

        if (StoreDirectory is { } directory && string.IsNullOrWhiteSpace(directory))
        {
            yield return $"{nameof(StoreDirectory)} must name a folder, or be null for a store in memory; was blank.";
        }
    }

    private static bool IsStoreId(string id) => id.Length == 32 && !id.AsSpan().ContainsAnyExcept(Hexadecimal) && !id.AsSpan().Trim('0').IsEmpty;

    private static long Nanoseconds(TimeSpan span) => (long)Int128.Clamp((Int128)span.Ticks * 100, long.MinValue, long.MaxValue);
}

internal sealed class ExoRouteOptionsValidator : IValidateOptions<ExoRouteOptions>
{
    public ValidateOptionsResult Validate(string? name, ExoRouteOptions options)
    {
        var faults = options.Faults().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
