//! Reports of abuse, and what administrators did.

diesel::table! {
    /// What administrators did. Append-only.
    admin_audit_log (id) {
        id -> Uuid,
        admin_id -> Nullable<Uuid>,
        admin_name -> Text,
        action -> Varchar,
        target_type -> Nullable<Varchar>,
        target_id -> Nullable<Uuid>,
        details -> Jsonb,
        ip_address -> Nullable<Inet>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Reports of abuse.
    reports (id) {
        id -> Uuid,
        reporter_id -> Nullable<Uuid>,
        target_type -> Varchar,
        target_id -> Text,
        reason -> Varchar,
        description -> Nullable<Text>,
        evidence_urls -> Array<Text>,
        status -> Varchar,
        reviewed_by -> Nullable<Uuid>,
        reviewed_at -> Nullable<Timestamptz>,
        resolution -> Nullable<Text>,
        action_taken -> Nullable<Varchar>,
        created_at -> Timestamptz,
        target_snapshot -> Nullable<Jsonb>,
        assigned_to -> Nullable<Uuid>,
        updated_at -> Timestamptz,
    }
}
