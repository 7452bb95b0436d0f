using GraphQL.Validation;
using GraphQLParser.AST;

namespace EstateMap.Server.Graph;

/// <summary>GET must not change anything.</summary>
internal sealed class QueriesOnly : ValidationRuleBase
{
    public const string ErrorCode = "HC0009";

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLOperationDefinition>((operation, validation) =>
    {
        if (operation.Operation != OperationType.Query && ReferenceEquals(operation, validation.Operation))
            validation.ReportError(new ValidationError(validation.Document.Source, "", "Only queries may be sent by GET.", operation) { Code = ErrorCode });
    }));
}

/// <summary>Changes are for those who may make them.</summary>
/// <param name="why">Why this caller may not, in a sentence.</param>
internal sealed class NoMutations(string why) : ValidationRuleBase
{
    public const string ErrorCode = "AUTH_NOT_AUTHORIZED";

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLOperationDefinition>((operation, validation) =>
    {
        if (operation.Operation == OperationType.Mutation && ReferenceEquals(operation, validation.Operation))
            validation.ReportError(new ValidationError(validation.Document.Source, "", why, operation) { Code = ErrorCode });
    }));
}

/// <summary>An answer of one piece cannot hold a stream of them.</summary>
internal sealed class NoSubscriptions : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLOperationDefinition>((operation, validation) =>
    {
        if (operation.Operation == OperationType.Subscription && ReferenceEquals(operation, validation.Operation))
            validation.ReportError(new ValidationError(validation.Document.Source, "", "Subscriptions need a socket (graphql-transport-ws) or `Accept: text/event-stream`.", operation) { Code = "HC0009" });
    }));
}

/// <summary>The schema is not for everybody to ask for.</summary>
internal sealed class NoIntrospection : ValidationRuleBase
{
    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(new MatchingNodeVisitor<GraphQLField>((field, validation) =>
    {
        if (field.Name.StringValue is "__schema" or "__type")
            validation.ReportError(new ValidationError(validation.Document.Source, "", "Introspection is not allowed for the current request.", field) { Code = "HC0046" });
    }));
}
