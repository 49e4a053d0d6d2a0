using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExoRoute.Tests.Architecture;

/// <summary>What Core must not do and a list of banned symbols cannot see. Each rule answers with the places that break it.</summary>
internal static class CoreBans
{
    /// <summary>Collections that promise no order.</summary>
    private static readonly HashSet<string> Unordered = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.Dictionary<TKey, TValue>", "System.Collections.Generic.Dictionary<TKey, TValue>.KeyCollection",
        "System.Collections.Generic.Dictionary<TKey, TValue>.ValueCollection", "System.Collections.Generic.HashSet<T>",
        "System.Collections.Generic.IDictionary<TKey, TValue>", "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>",
        "System.Collections.Generic.ISet<T>", "System.Collections.Generic.IReadOnlySet<T>",
        "System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>", "System.Collections.Concurrent.ConcurrentBag<T>",
        "System.Collections.Frozen.FrozenDictionary<TKey, TValue>", "System.Collections.Frozen.FrozenSet<T>",
        "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>", "System.Collections.Immutable.ImmutableHashSet<T>",
    };

    /// <summary>Rooms where amounts are decided, kept or written: no floating point at all.</summary>
    private static readonly string[] WholeRooms = ["Units", "Market", "Orders", "Plans", "Risk", "Routing", "Encoding", "Store"];

    /// <summary>LINQ that compares keys: the last type argument is what is compared.</summary>
    private static readonly string[] Comparing =
        ["Order", "OrderDescending", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Min", "Max", "MinBy", "MaxBy"];

    /// <summary>Collections and methods that sort by a default comparison, which for text is the culture's.</summary>
    private static readonly string[] Sorting = ["SortedDictionary", "SortedSet", "SortedList", "PriorityQueue"];

    private static readonly string[] TextSearch = ["StartsWith", "EndsWith", "IndexOf", "LastIndexOf"];

    /// <summary>A walk over a collection without an order: foreach, LINQ, a spread, or handing it to whoever walks over it.</summary>
    public static IEnumerable<string> UnorderedWalks(CoreSources sources) => Ask(sources, (model, node) => node switch
    {
        CommonForEachStatementSyntax each when IsUnordered(model.GetTypeInfo(each.Expression).Type) => "walks over a collection without an order",
        SpreadElementSyntax spread when IsUnordered(model.GetTypeInfo(spread.Expression).Type) => "spreads a collection without an order",
        MemberAccessExpressionSyntax access when IsUnordered(model.GetTypeInfo(access.Expression).Type)
            && model.GetSymbolInfo(access).Symbol is IMethodSymbol { IsExtensionMethod: true, ContainingNamespace: var space }
            && space.ToDisplayString() == "System.Linq" => "walks over a collection without an order",
        ExpressionSyntax expression when model.GetTypeInfo(expression) is { Type: { } type, ConvertedType: INamedTypeSymbol converted }
            && IsUnordered(type) && converted.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable
            => "hands on a collection without an order as a sequence",
        _ => null,
    });

    /// <summary>Text made of, or read as, a floating-point number, a decimal or a date in whatever culture the host has.</summary>
    public static IEnumerable<string> CultureNumbers(CoreSources sources) => Ask(sources, (model, node) => node switch
    {
        InterpolationSyntax { Parent: InterpolatedStringExpressionSyntax whole } hole
            when IsCultural(model.GetTypeInfo(hole.Expression).Type) && model.GetTypeInfo(whole).ConvertedType?.SpecialType == SpecialType.System_String
            => "writes a number in the host's culture",
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
            when model.GetTypeInfo(sum).Type?.SpecialType == SpecialType.System_String
            && (IsCultural(model.GetTypeInfo(sum.Left).Type) || IsCultural(model.GetTypeInfo(sum.Right).Type))
            => "writes a number in the host's culture",
        InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol method && !HasProvider(method)
            && ((method.Name is "ToString" or "TryFormat" && IsCultural(Receiver(model, call)))
                || (method.Name is "Parse" or "TryParse" && IsCultural(method.ContainingType)))
            => "formats or reads a number in the host's culture",
        _ => null,
    });

    /// <summary>Text compared, searched, sorted or changed by a culture's rules.</summary>
    public static IEnumerable<string> CultureText(CoreSources sources) => Ask(sources, (model, node) => node switch
    {
        MemberAccessExpressionSyntax access when model.GetSymbolInfo(access).Symbol is { ContainingType: { } type } member
            && type.ToDisplayString() is "System.StringComparison" or "System.StringComparer"
            && member.Name is not ("Ordinal" or "OrdinalIgnoreCase" or "Equals" or "GetHashCode" or "Compare")
            => $"compares text by {member.Name}",
        InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol method => Cultural(method, model, call),
        BaseObjectCreationExpressionSyntax creation when model.GetSymbolInfo(creation).Symbol is IMethodSymbol { ContainingType: { } type } made
            && Sorting.Contains(type.Name) && SortsText(type) && !HasComparer(made)
            => $"sorts text in a {type.Name} by the host's culture: name StringComparer.Ordinal",
        _ => null,
    });

    /// <summary>Floating point where amounts are decided, kept or written.</summary>
    public static IEnumerable<string> FloatsInWholeRooms(CoreSources sources) => Ask(sources, (model, node) => node switch
    {
        PredefinedTypeSyntax name when name.Keyword.Kind() is SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword => "names a floating-point type",
        ExpressionSyntax expression when model.GetTypeInfo(expression) is var info && (IsFloat(info.Type) || IsFloat(info.ConvertedType)) => "computes in floating point",
        _ => null,
    }, WholeRooms);

    private static string? Cultural(IMethodSymbol method, SemanticModel model, InvocationExpressionSyntax call)
    {
        var text = method.ContainingType.SpecialType == SpecialType.System_String;
        if (text && method.Name is "ToUpper" or "ToLower" && text && method.Parameters.Length == 0)
        {
            return $"changes text by the host's culture: {method.Name}Invariant";
        }

        if (text && method.Name is "Compare" or "CompareTo" && text && !Takes(method, "StringComparison"))
        {
            return "compares text by the host's culture: CompareOrdinal";
        }

        if (text && TextSearch.Contains(method.Name) && method.Parameters[0].Type.SpecialType == SpecialType.System_String && !Takes(method, "StringComparison"))
        {
            return $"searches text by the host's culture: {method.Name} with StringComparison.Ordinal";
        }

        if (text && method.Name == "Format" && !HasProvider(method))
        {
            return "formats text in the host's culture";
        }

        var linq = method.ContainingType.ToDisplayString() == "System.Linq.Enumerable" && Comparing.Contains(method.Name)
            && method.TypeArguments.LastOrDefault() is { } key && IsText(key);
        var sort = method.Name is "Sort" or "BinarySearch" && (method.ContainingType.TypeArguments.Any(IsText) || method.TypeArguments.Any(IsText)
            || model.GetTypeInfo(call.ArgumentList.Arguments.FirstOrDefault()?.Expression ?? call).Type is IArrayTypeSymbol { ElementType: var element } && IsText(element));
        return (linq || sort) && !HasComparer(method) ? $"sorts text by the host's culture: {method.Name} with StringComparer.Ordinal" : null;
    }

    private static IEnumerable<string> Ask(CoreSources sources, Func<SemanticModel, SyntaxNode, string?> rule, string[]? rooms = null) =>
        sources.Trees.Where(tree => rooms is null || rooms.Contains(CoreSources.Room(tree))).SelectMany(tree =>
    {
        var model = sources.Model(tree);
        return tree.GetRoot().DescendantNodes().Select(node => rule(model, node) is { } what ? $"{CoreSources.Place(node)} {what}" : null).OfType<string>();
    }).Distinct();

    private static ITypeSymbol? Receiver(SemanticModel model, InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => model.GetTypeInfo(access.Expression).Type,
        MemberBindingExpressionSyntax { Parent.Parent: ConditionalAccessExpressionSyntax maybe } => model.GetTypeInfo(maybe.Expression).Type,
        _ => null,
    };

    private static bool IsUnordered(ITypeSymbol? type) => type is not null && Unordered.Contains(type.OriginalDefinition.ToDisplayString());

    private static bool IsFloat(ITypeSymbol? type) => Bare(type) is { } bare
        && (bare.SpecialType is SpecialType.System_Double or SpecialType.System_Single || bare.ToDisplayString() is "System.Half" or "System.Runtime.InteropServices.NFloat");

    private static bool IsCultural(ITypeSymbol? type) => IsFloat(type)
        || Bare(type) is { SpecialType: SpecialType.System_Decimal or SpecialType.System_DateTime } || Bare(type)?.ToDisplayString() == "System.DateTimeOffset";

    private static ITypeSymbol? Bare(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private static bool IsText(ITypeSymbol type) => type.SpecialType == SpecialType.System_String
        || (type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Any(element => IsText(element.Type)));

    // The first type argument is what a set, map or list sorts by; a priority queue sorts by its second.
    private static bool SortsText(INamedTypeSymbol type) => IsText(type.TypeArguments[type.Name == "PriorityQueue" ? 1 : 0]);

    private static bool HasProvider(IMethodSymbol method) => Takes(method, "IFormatProvider") || Takes(method, "CultureInfo");

    private static bool HasComparer(IMethodSymbol method) => Takes(method, "IComparer") || Takes(method, "Comparison") || Takes(method, "StringComparer");

    private static bool Takes(IMethodSymbol method, string type) => (method.ReducedFrom ?? method).Parameters.Any(parameter => parameter.Type.Name == type)
        || method.Parameters.Any(parameter => parameter.Type.AllInterfaces.Any(one => one.Name == type));
}
