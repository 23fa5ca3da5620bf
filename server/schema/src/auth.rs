//! Accounts and sign-ins: for the server's own role only (see `server/db/sql/people/accounts.sql`).

diesel::table! {
    /// What a role may allow: an action on a kind of thing.
    auth.permissions (id) {
        id -> Uuid,
        action -> Text,
        resource -> Text,
        description -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// Which role allows what.
    auth.role_permissions (role_id, permission_id) {
        role_id -> Uuid,
        permission_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Roles on the site, for example an administrator.
    auth.roles (id) {
        id -> Uuid,
        name -> Text,
        description -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    /// Sign-ins.
    auth.sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        /// sha256 of the secret in the cookie.
        token_hash -> Bytea,
        ip_address -> Nullable<Inet>,
        user_agent -> Nullable<Text>,
        created_at -> Timestamptz,
        last_active_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Who has which role.
    auth.user_roles (user_id, role_id) {
        user_id -> Uuid,
        role_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Accounts. `user_profiles` holds what people see of them.
    auth.users (id) {
        id -> Uuid,
        email -> Citext,
        /// PHC string of argon2id.
        password_hash -> Text,
        is_verified -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::joinable!(role_permissions -> permissions (permission_id));
diesel::joinable!(role_permissions -> roles (role_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(user_roles -> roles (role_id));
diesel::joinable!(user_roles -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    permissions,
    role_permissions,
    roles,
    sessions,
    user_roles,
    users,
);
