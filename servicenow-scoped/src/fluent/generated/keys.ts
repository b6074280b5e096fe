import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    'acl-config-create': {
                        table: 'sys_security_acl'
                        id: 'cf8ae5aac0e24cdc840e4f7910cbe9da'
                    }
                    'acl-config-delete': {
                        table: 'sys_security_acl'
                        id: '4c9a0c87dd8241a59ae7425e1b1d28f3'
                    }
                    'acl-config-read': {
                        table: 'sys_security_acl'
                        id: '0e88649f04d74361bdd0719a7ad3345e'
                    }
                    'acl-config-write': {
                        table: 'sys_security_acl'
                        id: 'a030b81b92c645568fcf3acac847273f'
                    }
                    'acl-finding-read': {
                        table: 'sys_security_acl'
                        id: '4094b5d7b3024bdbba9012a5fca6ace9'
                    }
                    'acl-incident-read': {
                        table: 'sys_security_acl'
                        id: '45173930c4b4483c9086c7d27357dc8a'
                    }
                    'acl-outbox-delete': {
                        table: 'sys_security_acl'
                        id: '3023840843284ef9a91c6a0a1fc1fb22'
                    }
                    'acl-outbox-read': {
                        table: 'sys_security_acl'
                        id: '8ec71fa67dbc4911af5e26f0f67b14fe'
                    }
                    'acl-request-create': {
                        table: 'sys_security_acl'
                        id: 'a555e6e77c4c4edeb9870530302b2c55'
                    }
                    'acl-request-read': {
                        table: 'sys_security_acl'
                        id: '62019dee8f594ed09e600a3898fa0504'
                    }
                    'acl-rest': {
                        table: 'sys_security_acl'
                        id: '403494f2057640ba922c064764575b6c'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '31a25f9c1106463fb0d51fb6a78e0c63'
                    }
                    'br-send': {
                        table: 'sys_script'
                        id: '467f3e03d6bc48c8a1843c6aa921888b'
                    }
                    'csp-guard': {
                        table: 'sys_scope_privilege'
                        id: '55720cd9fff74e4a96a4f75815c8f7c4'
                    }
                    'csp-incident-read': {
                        table: 'sys_scope_privilege'
                        id: '90aa42ac0cb8444cacfa98140e431ab6'
                    }
                    'csp-incident-write': {
                        table: 'sys_scope_privilege'
                        id: '0ad4b33b99dd46db8809be67e4496e91'
                    }
                    'csp-journal-read': {
                        table: 'sys_scope_privilege'
                        id: 'b250d753dee4470cb49eda4c78c5d914'
                    }
                    'csp-rules-read': {
                        table: 'sys_scope_privilege'
                        id: 'aa2a9f84e3b54ac68f999bd5d7a07a47'
                    }
                    'csp-user-read': {
                        table: 'sys_scope_privilege'
                        id: '21538e01dda44c0f94c8d4902ce1c2f4'
                    }
                    'job-send': {
                        table: 'sysauto_script'
                        id: 'df6d298778bd416da97fee079431f71b'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: 'c01e509734b64a6789d7a3f6e52c94e5'
                    }
                    'rest-health': {
                        table: 'sys_ws_operation'
                        id: '7e798ae20ba1476b8d6a730238e8b281'
                    }
                    'rest-hub': {
                        table: 'sys_ws_definition'
                        id: '14e99fa6a17c48769453cdb10f4d5d61'
                    }
                    'rest-incidents': {
                        table: 'sys_ws_operation'
                        id: 'e8a64529d1374a709eba16c802c82d55'
                    }
                    'rest-write': {
                        table: 'sys_ws_operation'
                        id: '62e57ce0c1a04e439fcbe283e5175cbd'
                    }
                    'si-gate': {
                        table: 'sys_script_include'
                        id: '89bdb20a051e48d2aa14738fe581d993'
                    }
                    'si-inbound': {
                        table: 'sys_script_include'
                        id: 'd2468209d01543a4a1bfa92eb9c2f4c8'
                    }
                    'si-outbox': {
                        table: 'sys_script_include'
                        id: 'bc3d450ab76242e382d8a807ad9cb894'
                    }
                    'si-rules': {
                        table: 'sys_script_include'
                        id: '7653296a872740bea03d98cd3050262e'
                    }
                }
                composite: [
                    {
                        table: 'sys_documentation'
                        id: '0009c3d9e9b44401bba027d04714c627'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '00519a0823b949d6ab9547d0c864e385'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '005951325fda4771b13681438b0f195f'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'asked'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '011b0eb3985b4e58bcb29d0e72f38519'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'until'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '01f41b3cc66e471ea98295becc6c8038'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_user'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '050c305e4e254b018769d8b71418537d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '05b639adadea47dbb38244d8d26328f2'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'unknown'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '077e8bd6946e46fd8f8f0a770dae69c0'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_at'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '08582c21ab74493fba127e54f08f54f0'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'muted_until'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '091f4aace4074228a4cb20c152ec9ded'
                        key: {
                            sys_security_acl: '8ec71fa67dbc4911af5e26f0f67b14fe'
                            sys_user_role: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '09349e9fbb2a4a789343f225be0ae364'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'in-progress'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '0a63ada9a4604b02b6349911321d15c1'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'done'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0af228f1c10449319dab3774e73de542'
                        key: {
                            sys_security_acl: '45173930c4b4483c9086c7d27357dc8a'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '0bee43f2576c411c8c45c7530fb87bc8'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'reason'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: '0c0d1c47819149819d543f16dd5c4f97'
                        key: {
                            role: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                            contains: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0c6f3e910a8344e28f8652b44a32bdcc'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_status'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0c8e21eb88b7451c8ecc424394844641'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'asked_by'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '0d6bae62112d4f4ea7ef706376de1945'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0d880fb4329d422ab5f2af6a769c6ce8'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'queued_ms'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '10bc292a7f0d4766a985630b5871a168'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_condition'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '121d377b3edf4d78904999f32846f0b5'
                        key: {
                            name: 'x_fxprf_sync.viewer'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '14ecb0d304194bdc9ab35df77eaf4f24'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_title'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1510fa4feadb47ec832b586b62ac4c22'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'number'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '15ed870a72374ed3a6f4be39dc27fbde'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_checked_at'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '172224c4526540c09e58d6f21b1a2845'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '17d86ab7882f48d1b81cf92a85120bf1'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1856d7d920ce4a6288863240fd2ec381'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'category'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1bfaa71ab00c41e4bebffc754e8e761d'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'found_in'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1d4cb283028549c6b1f7a0f955a83df7'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_reason'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1f1fdcafaf50485d86d5abd6b470f7eb'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '1f63c2dde35e460b950d3407588164b8'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1f849876ccbe45cbaa14de35c59bd2cd'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '24473c145c8940e0bc75e33b536a2cc6'
                        key: {
                            sys_security_acl: '62019dee8f594ed09e600a3898fa0504'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '2452b9ba339946a183f34d9f7a76b56c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_status'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '26393aedd1564e85886f96ea49e739fa'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '26c59987042d45bebb3cc5dd4aa1822e'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '279f2b0c50414cb9b3b28ccaad8e8485'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '27c5186d7e8a4f9d9617458d31f1900c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            value: 'observe'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '2c097511a04c499d90954e2e6f9ffe0c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '33a7d8ddc99a4e98aaea607388c39070'
                        key: {
                            name: 'x_fxprf_sync_incident'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '34532003d1e3498a9c1715fb5132d31c'
                        key: {
                            name: 'x_fxprf_sync_request'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '35561b4db1c3498c9c895568253e1385'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3560af59d492421984dccd1a8a155368'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3687fbcd17484f799cd976dc86a56041'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'findings'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '39595bd8cc3a4583940b2f8af98b087d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'checked_at'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '398a6848498b4fef87ae26a08ee0658c'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'refused'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '3bc9a23e9c2048d48c015cf93ad66fd0'
                        key: {
                            sys_security_acl: '0e88649f04d74361bdd0719a7ad3345e'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3c0ac33d467a4a1299ed3d20df2f5a71'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'link_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3c1692b998f84c7193e875559ba6ed9f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'mod_count'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3e40d5cfc0a048b1b3ffae91d2d162cd'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '3fce9cd0abcf4df6932ecb125c4ae7e3'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '403c784158da47d5a898f05dc9eed118'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'reason'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '4209a68992814a5f9f6be9e50ad0b56f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '429be4cedaec45fdb044c9e835c679b1'
                        key: {
                            sys_security_acl: '4094b5d7b3024bdbba9012a5fca6ace9'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '42cf2e3c072a423ba8ea73af705f7d9f'
                        key: {
                            name: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '43da40e431a142f78acbe80bf3073caa'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity_rank'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '44fcc1f61c994395908c8a38403fc848'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            value: 'detach'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '46b53fb994b94ac2844ac0b4a96841cc'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'open'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4840f49dba4f46aa95bfc564e4e9dd90'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'reachable'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '48b5a649c5d04d62a9e0acb001b43b1f'
                        key: {
                            sys_security_acl: '403494f2057640ba922c064764575b6c'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '48cf142eb84c43ca9a962b2e46c2bc78'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'body'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4a1ce41c102540e6bd7cdee8504bd2ca'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'seq'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4ad5d1f24d484c87b4eb577c7f4725bb'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_installed'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4d1bb343998e459595c4422505a18582'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4f6dd46bf91946318a01d8c666c3170b'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'linked'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4fba4a1bd2b747a5af8c7fa1c80e2ac8'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'mod_count'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5111f50876aa4952b3e5540ca6c703c3'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'not_fixed'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '51c825ae89664c9abdfda5b0e36c2e7b'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '534c328b5b2447c8a77764e7474b9a53'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5362d32d42914e26b6e4adfcf3c9b709'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '544590648e9345ed8bce94d66f3f9fd4'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                            value: 'refused'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '58e2a2d0718f448faad40fe88bf417ec'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'open'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5bb0f068bc504672940926033c3df540'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5bf443ccce1c4e9390ec34d178df7cf1'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '5e30a2909ac447f9b5b343c2ddd5c5cb'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'info'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5f6053cd248e44d79a90d1933e784550'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '608b6c71ab494a08a80f7b6ec5f66a78'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            value: 'strict'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '60ca91a970374e41a17f8c4b271cd692'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'finding_id'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '61534c8ed79046e6aac7959bf794b8c3'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'resolved'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '617d270bf2bd432f92fa232b09d4d4e6'
                        key: {
                            name: 'x_fxprf_sync.operator'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '640afac3724941be8f70b00175346fb6'
                        key: {
                            sys_security_acl: '3023840843284ef9a91c6a0a1fc1fb22'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '64e5a94a2b3e45cb9bc5e633609fe4e6'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '653d1d79d7a542a08ce40e0df8d6e2d3'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'sent_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '654abaca082c4a3eaa753bcdb0d4844b'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '656b11e8cac1402d919a553a9c1faa63'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6633891a7ece4178a4ef94bb435aeef5'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'seq'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '66fc9a3f9a06408ab4b61cfb27001cef'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'unread'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '671efb245929462db352bc7e0464e213'
                        key: {
                            sys_security_acl: 'a030b81b92c645568fcf3acac847273f'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '69777d9f4bfa4048a6ba151227f6e742'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'exceptions'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '70290f6f22554a6fb378636e5385375a'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_url'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '70685409fb64484ab47916cc8a453657'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'reachable'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '725970644d7942aa8c6ced8f4b4cbfae'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'findings'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '728b3180cfff4a7b8bcac4c481ad4800'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'muted'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '729f2f32c6a245338703bab7663e75c5'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'link_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '72b17fac1d11459395ff1eff6d235b71'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'connection'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '745c2d54ae08470fa764bfa2686c24d1'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '747d2766f38e4ca9a890b6118620dccf'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'tries'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '74be28d3f87e4981ab0445b77e8ca8d2'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            value: 'open'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '771438bdc27943bc855e9a66b9b654dc'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            value: 'sent'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '77abb627d6e541538673b2cc10299df5'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            value: 'exception'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '79ee7201b12a4b48917de4f6f74ecc08'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7a1cdd2c92d9448abfb173a34dbd6509'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_key'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '7b464ae8fa81472f827ed4ade5d4d1b7'
                        key: {
                            name: 'x_fxprf_sync_incident'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '7b6e6ada29f14a2fb07b847c9f913d57'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            value: 'dead'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '7c44ae7633b64542a558270727741f73'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'high'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7e6cf0f2df844b56825a4a37f49e5162'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'until'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7ed588fd8a814aa5a7ed4305fbf6678e'
                        key: {
                            name: 'incident'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7edcb8d697e7432eaa80ca7e6f26a342'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8088072112e74333b487d8cdd4bf3b25'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'next_try'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '80dc3f4013404a39ad8d52986c193452'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'secret'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '81b7d1a1f88d4a109094a3c1df2e38a0'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '81f8e8e9ffac4ddca1354789e53e90a0'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                            value: 'changed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8395a3d501ef4b5ea6e395477c3147e2'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '85eb37f0e12b438d918ac9075c446c69'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_installed'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '85efc9d046d44bbeb6efa33603b4e7f9'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8746da88a2f14aa9afc061580c2df8f8'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'linked'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '897749e5548f4913af16ad4559c82a8f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'sent_at'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8cbfbf66d7eb42cfa618941388ffba0d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'severity'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '8e96f1490f804fa9b4bb9d49d459723c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            value: 'leave'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '914873d848a84845ac6ea8c07e6aa846'
                        key: {
                            name: 'x_fxprf_sync.hub'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '91808f358dec49c1b3ae421bb1da119c'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93a195b7a8394073965940276da7d4e4'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93c12047c91243a9a459ebd24d3cb9d9'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '941b153175ab45d48f1906e81fd1674f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'tries'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '959f975733eb498cbdc0d40af7aeb3b2'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'active'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '97588b2e8de84d9487226b5daaffeb29'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9ae608778fd04711865ddf675b0f426d'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9c84221b6c6d421db91696f970566124'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_reason'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '9cdb011c174d456d88379ca022adb5da'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'auto-closed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9e6397b176c34abba3c75ebcc7ccef89'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'a02a6759fbdd487c818b3316717e5aa2'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'medium'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a05d534bc93b44109c12c84cc44fd1ad'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'second_secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'a0e38b51974a4167b90ade36f5626bc3'
                        key: {
                            name: 'x_fxprf_sync_config'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'a3de215fd9704a48800e9330f9fdb4ee'
                        key: {
                            name: 'x_fxprf_sync_lease'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a4f3ea5440de45af8a97b6a08f1f702d'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'a501f1a8be444ac198b45f5fb4c81860'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            value: 'waiting'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a574e62831ef4c918102ae1d817736f5'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'a64f2bf67e2e43deac62d11b6153e26f'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                        key: {
                            name: 'x_fxprf_sync.admin'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a76cd47d9e5a4754874ebf5e479f9a86'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity_rank'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a7a8df20e61143158aac414574f2d076'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'second_secret'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a9de0f2eb8bf4565a636001750162553'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'until_ms'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'aa7c7f3a000c44c88c64d5c1b8cb0133'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'aafb5cf40eb644209cd20f79c3abc873'
                        key: {
                            name: 'incident'
                            element: 'x_fxprf_sync_open_findings'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'ac6358d05403479996cfffce86762066'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'acd0d5568dce4da7b08eabcb3608af01'
                        key: {
                            name: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ad09f5b4704f4b75bdc7ed1e8ae6d216'
                        key: {
                            name: 'incident'
                            element: 'x_fxprf_sync_open_findings'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'aee93fbf7ed34d9ea82d9c6871f9d928'
                        key: {
                            name: 'x_fxprf_sync_lease'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b1a68254559d486896566eeadec1d72d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b1a8219128bc4faab259dc095bf278ce'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'until_ms'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b313fb203ebf44dba367b327bb77770f'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'open'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b3a8874d59a94280ac340fd654407e26'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b4d180144b2f4655b93c11fbcc7a442a'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open_since'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b4fa672ba16a4e4d877be79a074dc602'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'not_fixed'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b6ce341192da4a6fad759165513b3219'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'checked_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b6fbe148c6b04eb0aa4bad0b186151a2'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open_since'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b728c053c5eb4dd6bb0fce2b116fa3ac'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'finding_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'ba24dc35b1a74e0b8c46819791e27a3b'
                        key: {
                            sys_security_acl: '4c9a0c87dd8241a59ae7425e1b1d28f3'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'babb9bfb140e4804b7149976fbc9db98'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'category'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'bad9e58c25cd47cf960d0fc1cfcb8fa8'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_url'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'bd709d15b4cc448388db749c9aa54846'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'be10c75513894083b5162f8389c7855a'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            value: 'attach'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'be7d8728d3a24ee0b8dffc53a3e2f54f'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_condition'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'bffcaa0d5ef94d7498e52dcf1483396a'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            value: 'closed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c061445dc5754d98ad3812882aed3e20'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: 'c2279ea43f364c88971e2513f42baf6a'
                        key: {
                            role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                            contains: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c3587eebb072439fbb175f49de3f0abd'
                        key: {
                            sys_security_acl: 'cf8ae5aac0e24cdc840e4f7910cbe9da'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'c4d3509fc92743389bb7c94c0f238e7b'
                        key: {
                            name: 'x_fxprf_sync_config'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'c68b4b5ddf384ef98638e46a9c693564'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'muted_until'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c6abf5f13df345edb556d73e8e354b71'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_result'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'c6ae4d9eefef4d56a4e09cdfda7f1e74'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'low'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c6ea4df9c6be4de5b340881e15443ead'
                        key: {
                            sys_security_acl: 'a555e6e77c4c4edeb9870530302b2c55'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ccf68b7980164567908dcda43304c0d8'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'cd15f3cd3e8e478292053de9eb173930'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'body'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'cd36f44dd5294bb48367364e43accc85'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'found_in'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ce1bc24ba2394a38bd55f32a4d8ce9ac'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd046b606ae634f76b86d35e5151c7e66'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'd26634eca2814c98bb0eef10418b86e9'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd61ecd1b60d549878cbbc265c7ad2dd7'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'last_error'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd775ff0659f2411eb134c373e02031a3'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'answer'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'db380fd9fbcc4ca7ba1535127e9d1314'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'db5ef976e1d84c09a831c46f8b66c344'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'answer'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'dc936482824e46e6b5f962ed1d323c47'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'df6d919fd2604af69eecdd75a3465ded'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_checked_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e1015f8d34a54481a1ea7b16b5897c7b'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'queued_ms'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e1030c284026421096dca77b1a75d4e2'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'exceptions'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e17a49d45e0c4b0c9dad3c741892b6f3'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'e308ff18ad85446caf9e900f99dc5fc2'
                        key: {
                            name: 'x_fxprf_sync_request'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e31315c1271d4c6eb24a346902859f9e'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e43a8426115f46f0a017423db85c9aa6'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e4cd325d27164eef82f43f77e1bb5d5c'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e5af358b1b6c41218b6d56b2c92aae45'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e69ed5bc14df4086b31427b39a1b9947'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'next_try'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e827fb4b140a4de2bcd58753f47d9732'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'e8436638523347cc8dee31b209087bbe'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            value: 'fixed-only'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e8f46aa76d19464898e02887d07b5b6a'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'asked_by'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ea57fdb0de704a1f92cc48913453cb6a'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'eb0d4a4dbed04c08bd98a327c4bab348'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'eb8419e8b7154485b9e02f6a78af8beb'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'false_fixes'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ecb96fa603ef4c63becad56e2952722a'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_result'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ede893b4d0a848478f5e820811171eae'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_url'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'efaddb1de96548999d8942136ed4fd55'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'none'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'f0cf459a920f44cb8962f6db12e817dc'
                        key: {
                            name: 'x_fxprf_sync_finding'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'f1d4b061d1fc42809b19bc82eb89236a'
                        key: {
                            name: 'x_fxprf_sync_finding'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f2d5dd10f27f4f87a0d14ec781fe97bd'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f4175f1efda94682965b42d0ed07dbc0'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f4cd3bf1b24541a6b947ddd1b4feb40c'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'url'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'f957ed18b97e4758a7979199bf77ee75'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'critical'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f9643b957fa94eccbda344f581832c8e'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'false_fixes'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f9923c9c1a5e47a484f2394cb331842c'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f9a3bcaa614d4501ba2211521f08b8a1'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'fc32efac6c0f45b4a284566ff773b3e8'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_user'
                        }
                    },
                ]
            }
        }
    }
}
